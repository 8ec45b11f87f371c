import Documents
import Foundation
import HTTP
import Letters
import Mesh
import MeshFolders
import Messages
import Synchronization

/// The way of one letter through the MESH client's folders.
///
/// `prepare` makes the pair in STAGING, the ledger commits the intent, and `offer` is two renames. So a pair whose
/// control file is still in STAGING was surely never seen by the client, and whoever removes it there first decides:
/// a former process that wakes up late finds nothing left to hand over.
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
            // One folder is everybody's.
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
            // When the pair is not there any more, another process holds the lease and tells the ledger.
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
            // Pairs move while we look; what has left OUT without a trace must have done so for a while.
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
    /// The pair that it was last offered as.
    var pairName: PairName {
        PairName(message: send.message.description, offer: send.offers, epoch: epoch)
    }
}
