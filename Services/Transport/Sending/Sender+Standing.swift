import Foundation
import Letters
import Logging
import Messages
import Metrics
import Pipeline

extension Sender {
    func lay(_ letter: LetterConverted, _ entry: SendLedger.Entry, _ logger: Logger) async {
        guard let folder else { return }
        do {
            let proof = try await folder.lay(letter)
            passes(.folder)
            await keep(.laid, of: entry, logger, proof: proof)
        } catch {
            guard !folder.isHalting(error) else { return halt(.folder, Reason(halting: error), logger) }
            passes(.folder)
            let pause = MeshChannel.pause(since: entry.send.trouble?.since ?? Date())
            let input =
                error is POSIXError || error is CocoaError
                ? .later(pause: pause, because: Reason(halting: error)) : Send.Input(error, of: entry)
            await keep(input ?? .later(pause: pause), of: entry, logger)
        }
    }

    func halt(_ channel: Channel, _ reason: Reason, _ logger: Logger) {
        guard standing.halt(channel, because: reason, at: Date()) else { return }
        logger.error(
            "letters do not leave until somebody helps",
            metadata: .of([.channel: channel.rawValue, .code: reason.code, .why: reason.detail]))
    }

    func passes(_ channel: Channel) {
        guard standing.passes(channel) else { return }
        logger.notice("letters leave again", metadata: .of([.channel: channel.rawValue]))
        bell.ring()
    }

    func ledgerFails(_ error: any Error, _ message: Logger.Message, _ logger: Logger) {
        guard standing.ledger(Self.words(error)) else { return }
        logger.error(message, metadata: .of([.why: Self.words(error)]))
    }

    /// The words of errors that are ours, which hold nothing of a patient; of others only what they are.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as any Consequential: error.description
        case let error as POSIXError: String(cString: strerror(error.code.rawValue))
        default: "\(type(of: error))"
        }
    }

    func log(_ input: Send.Input, _ output: Send.Output, _ entry: SendLedger.Entry, _ logger: Logger) {
        if output == .publish(.letterStalled) {
            logger.error("a letter has been tried in vain for long; it is tried on")
        } else if case .publish(let type) = output {
            Counter(label: "transport_sends_total", dimensions: [("outcome", type.rawValue)]).increment()
        }
        switch input {
        case .accepted(let id), .found(let id):
            logger.info("sent", metadata: .of([.meshMessage: id]))
        case .refused(let reason), .unroutable(let reason):
            Counter(label: "transport_sends_refused_total", dimensions: [("code", reason.code)]).increment()
            logger.error("not sent", metadata: .of([.code: reason.code, .why: reason.detail]))
        case .lost: logger.warning("the answer to a send was lost: MESH is asked for it later")
        case .interrupted: logger.warning("a message left in part: it is gone on with")
        case .foundSeveral: logger.error("MESH has the message more than once")
        case .laid: logger.info("laid into the practice's folder")
        case .later(_, let reason?) where entry.send.trouble?.reason.code != reason.code:
            let metadata = Logger.Metadata.of([.code: reason.code, .why: reason.detail])
            if entry.channel == .folder {
                logger.error("a letter could not be laid into the practice's folder", metadata: metadata)
            } else {
                logger.warning("a letter cannot leave now and is tried again", metadata: metadata)
            }
        default: logger.debug("\(input)")
        }
    }
}
