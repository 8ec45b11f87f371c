import Documents
import Foundation
import Letters
import Mesh
import Messages

/// The way of one letter over MESH's API: where to, offering it, and finding out what became of it.
struct MeshChannel: MeshOutbox {
    let link: MeshLink
    let routes: Routes
    let documents: DocumentStore
    let epoch: @Sendable () -> Int

    var isOpen: Bool { link.isOpen }

    func prepare(_ entry: SendLedger.Entry) async -> Preparation {
        let (envelope, body): (MessageEnvelope, MeshBody)
        do {
            envelope = try JSONDecoder.meshPost.decode(
                MessageEnvelope.self, from: try await documents.read(entry.payload.envelope))
            body = try StoredBody(entry.payload.message, in: documents, while: { [epoch] in epoch() > 0 }).body
        } catch {
            return .not(Self.input(ofStore: error))
        }
        do throws(MeshError) {
            guard let to = envelope.to, !to.isEmpty else {
                switch try await routes.mailbox(for: entry.payload, at: Date()) {
                case .none(let reason): return .not(.unroutable(reason))
                case .to(let mailbox): return prepared(entry, envelope, body, to: mailbox, mailbox: mailbox)
                }
            }
            return prepared(entry, envelope, body, to: to, mailbox: nil)
        } catch {
            link.report(error)
            return .not(.later(pause: error.retryAfter ?? 30))
        }
    }

    private func prepared(
        _ entry: SendLedger.Entry, _ envelope: MessageEnvelope, _ body: MeshBody, to: String, mailbox: String?
    ) -> Preparation {
        let message = MeshMessage(
            to: to, workflow: envelope.workflow, localID: entry.send.message.description, subject: envelope.subject,
            fileName: envelope.fileName, contentType: envelope.contentType, body: body)
        return .ready(Prepared(mailbox: mailbox) { await offer(message, entry) })
    }

    /// A damaged object is a matter for a person; one that cannot be reached may come back with its disk.
    static func input(ofStore error: any Error) -> Send.Input {
        switch error {
        case is DecodingError:
            .refused(Reason(code: "envelope-unreadable", detail: "the stored envelope cannot be understood"))
        case DocumentStoreError.damaged(let location, let why):
            .refused(Reason(code: "object-damaged", detail: "the object \(location) is damaged: \(why)"))
        default: .later(pause: 30)
        }
    }

    private func offer(_ message: MeshMessage, _ entry: SendLedger.Entry) async -> Send.Input {
        switch await link.mailbox.send(message) {
        case .accepted(let id):
            return .accepted(meshMessageID: id)
        case .refused(let error):
            if error.code == "12" || error.code == "17" { routes.forget(entry.payload) }
            return .refused(Self.reason(error))
        case .notSent(let error):
            link.report(error)
            return .later(pause: error.retryAfter ?? Self.pause(afterOffers: entry.send.offers + 1))
        case .interrupted(_, let error):
            // Nobody sees the unfinished upload: the message is offered anew.
            link.report(error)
            return .later(pause: error.retryAfter ?? Self.pause(afterOffers: entry.send.offers + 1))
        case .unknown(let error):
            link.report(error)
            return .lost
        }
    }

    /// Asks MESH by our own id for a message whose answer was lost.
    func resolve(_ entry: SendLedger.Entry) async -> Send.Input {
        do throws(MeshError) {
            switch try await link.mailbox.track(localID: entry.send.message.description) {
            case .none: return .notFound
            // Only some of its chunks are there, and nobody sees those.
            case .one(let tracking) where tracking.status == .uploading: return .notFound
            case .one(let tracking): return .found(meshMessageID: tracking.messageID)
            case .several: return .foundSeveral
            }
        } catch {
            link.report(error)
            return .later(pause: error.retryAfter ?? 30)
        }
    }

    /// MESH's code, its words, and what the table says of it.
    static func reason(_ error: MeshError) -> Reason {
        let meaning = MeshCode.meaning(of: error.code)
        return Reason(code: error.code, detail: meaning.map { "\($0) (\(error.detail))" } ?? error.detail)
    }

    static func pause(afterOffers offers: Int) -> Double {
        let ladder: [Double] = [10, 30, 120, 900]
        return ladder[min(max(offers, 1), ladder.count) - 1]
    }
}
