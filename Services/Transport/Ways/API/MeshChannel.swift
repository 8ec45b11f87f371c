import Documents
import Foundation
import HTTP
import Letters
import Mesh
import Messages
import Metrics

/// Sends over MESH's API: finds the recipient's mailbox, offers the message, and resolves an offer whose answer was
/// lost.
struct MeshChannel: MeshOutbox {
    let link: MeshLink
    let routes: Routes
    let documents: DocumentStore
    let epoch: @Sendable () -> Int

    var isOpen: Bool { link.isOpen }
    var way: String { Self.api }
    static let api = "api"

    func prepare(_ entry: SendLedger.Entry) async -> Preparation {
        let (envelope, body): (MessageEnvelope, StoredBody)
        do {
            envelope = try JSONDecoder.meshPost.decode(
                MessageEnvelope.self, from: try await documents.read(entry.cargo.envelope))
            body = try await StoredBody(entry.cargo.file, in: documents, while: { [epoch] in epoch() > 0 })
        } catch {
            return Preparation(failing: error, of: entry)
        }
        do throws(MeshError) {
            if let to = envelope.to, !to.isEmpty {
                let isByPatient = MeshAddress.isByPatient(to)
                return prepared(entry, envelope, body, to: to, mailbox: isByPatient ? nil : to)
            }
            switch entry.cargo {
            case .answer(let answer):
                return prepared(entry, envelope, body, to: answer.mailbox, mailbox: answer.mailbox)
            case .letter(let letter):
                switch try await routes.mailbox(for: letter, at: Date()) {
                case .none(let reason): return .not(.unroutable(reason))
                case .to(let mailbox): return prepared(entry, envelope, body, to: mailbox, mailbox: mailbox)
                }
            }
        } catch {
            link.report(error)
            return .not(Self.later(error, pause: Self.pause(since: entry.arrived)))
        }
    }

    private func prepared(
        _ entry: SendLedger.Entry, _ envelope: MessageEnvelope, _ body: StoredBody, to: String, mailbox: String?
    ) -> Preparation {
        var message = MeshMessage(
            to: to, workflow: envelope.workflow, localID: entry.send.message.description, subject: envelope.subject,
            fileName: envelope.fileName, contentType: envelope.contentType, body: body.body)
        message.upload = entry.send.upload
        return .ready(
            Prepared(mailbox: mailbox) { [message] in
                let input = await offer(message, entry)
                guard !input.isProof, let fault = body.fault else { return input }
                // A fault of this machine: the next message that is prepared meets it too and halts the channel.
                return Send.Input(fault, of: entry) ?? .later(pause: 30, because: Reason(halting: fault))
            })
    }

    private func offer(_ message: MeshMessage, _ entry: SendLedger.Entry) async -> Send.Input {
        let start = ContinuousClock.now
        let outcome = await link.mailbox.send(message)
        Metrics.Timer(label: "transport_mesh_send_seconds").record(duration: start.duration(to: .now))
        switch outcome {
        case .accepted(let id):
            Counter(label: "transport_mesh_sent_bytes_total").increment(by: message.body.size)
            return .accepted(meshMessageID: id)
        case .refused(let error):
            if error.code == "12" || error.code == "17" { routes.forget(entry.cargo) }
            return .refused(Self.reason(error))
        // The upload is gone at MESH, so an earlier try may have delivered its last chunk.
        case .notSent(let error) where error.code == MeshError.uploadGone: return .lost
        case .notSent(let error):
            link.report(error)
            return Self.later(error, pause: Self.pause(afterOffers: entry.send.offers + 1))
        case .unknown(let error):
            link.report(error)
            return .lost
        case .interrupted(let upload, let error):
            link.report(error)
            return .interrupted(
                upload: upload, pause: error.retryAfter ?? Self.pause(afterOffers: entry.send.offers + 1))
        }
    }

    /// Asks MESH by our own id for a message whose answer was lost.
    func resolve(_ entry: SendLedger.Entry) async -> Send.Input {
        do throws(MeshError) {
            let found = try await link.mailbox.track(
                localID: entry.send.message.description, recipient: entry.mailbox,
                workflow: entry.cargo.letter?.workflow)
            switch found {
            case .none: return .notFound
            case .one(let tracking) where tracking.status == .uploading:
                return .interrupted(upload: tracking.messageID, pause: Self.pause(afterOffers: entry.send.offers))
            case .one(let tracking): return .found(meshMessageID: tracking.messageID)
            case .several: return .foundSeveral
            }
        } catch {
            link.report(error)
            return Self.later(error, pause: Self.pause(since: entry.send.since))
        }
    }

    private static func later(_ error: MeshError, pause: Double) -> Send.Input {
        .later(pause: error.retryAfter ?? pause, because: error.kind == .cancelled ? nil : reason(error))
    }

    /// MESH's code, the meaning of the code by our table, and MESH's own text.
    static func reason(_ error: MeshError) -> Reason {
        let meaning = AnswerCode.known(error.code)?.words
        return Reason(code: error.code, detail: meaning.map { "\($0) (\(error.detail))" } ?? error.detail)
    }

    /// Seconds until MESH is asked again after a failure: a quarter of the time since `start`, at least 30 and at most
    /// 900.
    static func pause(since start: Date, now: Date = Date()) -> Double {
        min(900, max(30, now.timeIntervalSince(start) / 4))
    }

    static func pause(afterOffers offers: Int) -> Double {
        let ladder: [Double] = [10, 30, 120, 900]
        return ladder[min(max(offers, 1), ladder.count) - 1]
    }
}
