import Documents
import Foundation
import HTTP
import Letters
import Mesh
import MeshFolders
import Messages
import Synchronization

/// Sends through the MESH client's folders.
///
/// `prepare` writes the pair into STAGING, the ledger commits the intent, and `offer` moves the pair to OUT by two
/// renames. Hence the client has surely not seen a pair whose control file is still in STAGING. Whoever removes that
/// file first decides, so that a former process that resumes late finds nothing to hand over.
struct FolderOutbox: MeshOutbox {
    let settings: FolderSettings
    let link: FolderLink
    let documents: DocumentStore
    let settling: Send.Settling
    let epoch: @Sendable () -> Int

    private var folders: ClientFolders { settings.folders }
    var isOpen: Bool { link.isOpen }
    var way: String { settings.way }

    func prepare(_ entry: SendLedger.Entry) async -> Preparation {
        do {
            let envelope = try JSONDecoder.meshPost.decode(
                MessageEnvelope.self, from: try await documents.read(entry.cargo.envelope))
            let told = envelope.to.flatMap { $0.isEmpty ? nil : $0 }
            guard let to = told ?? entry.cargo.mailbox else { return .not(.unroutable(Self.noMailbox(entry.cargo))) }
            let body = try await StoredBody(entry.cargo.file, in: documents, while: { [epoch] in epoch() > 0 }).body
            let name = PairName(
                message: entry.send.message.description, offer: entry.send.offers + 1, epoch: epoch())
            try folders.stage(name, control(envelope, to: to, entry.send.message), size: body.size, read: body.read)
            return .ready(Prepared(mailbox: MeshAddress.isByPatient(to) ? nil : to) { offer(name) })
        } catch let error as ControlFileError {
            return .not(.refused(Reason(code: error.code, detail: error.description)))
        } catch {
            // All letters share the folder, so its errors halt the channel.
            return error is POSIXError || error is CocoaError
                ? .halted(Reason(halting: error)) : Preparation(failing: error, of: entry)
        }
    }

    private static func noMailbox(_ cargo: Cargo) -> Reason {
        let recipient = cargo.letter?.facts.recipient.description ?? "the sender"
        return Reason(
            code: "no-mailbox",
            detail: "the practices file has no mailbox of \(recipient), and the MESH client's folders look none up")
    }

    private func control(_ envelope: MessageEnvelope, to: String, _ message: MessageID) -> ControlFile {
        var control = ControlFile()
        (control.addressType, control.from, control.to) = ("DTS", settings.mailbox, to)
        (control.subject, control.localID, control.workflowID) = (
            envelope.subject, message.description, envelope.workflow
        )
        (control.mayCompress, control.mayChunk) = (true, true)
        (control.isEncrypted, control.isCompressed) = (false, false)
        return control
    }

    private func offer(_ name: PairName) -> Send.Input {
        do {
            // If the pair is gone, another process holds the lease and has updated the ledger.
            _ = try folders.handOver(name)
            return .handedOver
        } catch {
            link.checkFolders()
            return .lost
        }
    }

    func resolve(_ entry: SendLedger.Entry) async -> Send.Input {
        let name = entry.pairName
        do {
            let place = try folders.whereabouts(of: name)
            switch place {
            case .staged: return try folders.takeBack(name) ? .notOffered(pause: 0) : .later(pause: 1)
            // A pair may move while the folders are read, so one that is in no folder counts as taken only after the
            // settling time.
            case .gone where Date() >= entry.send.since + settling.settle: return .presumedTaken
            case .failed(nil) where Date() < entry.send.since + settings.half: return .later(pause: 5)
            default:
                return FolderOutcome.input(place, offers: entry.send.offers, settle: settling.settle)
                    ?? .later(pause: min(30, settling.settle))
            }
        } catch {
            link.checkFolders()
            return .later(pause: 30)
        }
    }
}

extension SendLedger.Entry {
    /// The name of the pair that the message was last offered as.
    var pairName: PairName {
        PairName(message: send.message.description, offer: send.offers, epoch: epoch)
    }
}
