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

    /// Commits the outcome of a message's last offer, then wakes the sender.
    func report(_ input: Send.Input, _ entry: SendLedger.Entry, _ logger: Logger) async {
        await keep(input, of: entry, logger, ofOffer: entry.send.offers)
        wakeup.signal()
    }

    func halt(_ channel: Channel, _ reason: Reason, _ logger: Logger) {
        guard health.halt(channel, because: reason, at: Date()) else { return }
        logger.error(
            "channel halted; one letter at a time tries whether it works again",
            metadata: .of([.channel: channel.rawValue, .code: reason.code, .why: reason.detail]))
    }

    func passes(_ channel: Channel) {
        guard health.passes(channel) else { return }
        logger.notice("channel works again", metadata: .of([.channel: channel.rawValue]))
        wakeup.signal()
    }

    func ledgerFails(_ error: any Error, _ message: Logger.Message, _ logger: Logger) {
        guard health.ledger(Self.words(error)) else { return }
        logger.error(message, metadata: .of([.why: Self.words(error)]))
    }

    /// The text of an error for logs: the description of our own errors, which contain no patient data, and only the
    /// type's name of others.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as any Consequential: error.description
        case let error as POSIXError: String(cString: strerror(error.code.rawValue))
        default: "\(type(of: error))"
        }
    }

    func log(_ input: Send.Input, _ output: Send.Output, _ entry: SendLedger.Entry, _ logger: Logger) {
        if output == .publish(.letterStalled) {
            logger.error("letter not sent for an hour; it is on the worklist and tried on")
        } else if case .publish(let type) = output {
            Counter(label: "transport_sends_total", dimensions: [("outcome", type.rawValue)]).increment()
        }
        switch input {
        case .accepted(let id), .found(let id):
            logger.info("letter sent", metadata: .of([.meshMessage: id]))
        case .refused(let reason), .unroutable(let reason):
            Counter(label: "transport_sends_refused_total", dimensions: [("code", reason.code)]).increment()
            logger.error(
                "letter not sent; it is on the worklist", metadata: .of([.code: reason.code, .why: reason.detail]))
        case .lost: logger.warning("MESH's answer to a send lost; MESH is asked whether it has the message")
        case .interrupted: logger.warning("upload interrupted; it is resumed")
        case .foundSeveral: logger.error("message more than once at MESH; the practice may get it twice")
        case .laid: logger.info("letter written to the practice's folder")
        case .later(_, let reason?) where entry.send.trouble?.reason.code != reason.code:
            let metadata = Logger.Metadata.of([.code: reason.code, .why: reason.detail])
            if entry.channel == .folder {
                logger.error("letter not written to the practice's folder; it is tried again", metadata: metadata)
            } else {
                logger.warning("letter not sent yet; it is tried again", metadata: metadata)
            }
        default: logger.debug("\(input)")
        }
    }
}

extension SendLedger.Entry {
    /// Lets each line of a log say what it is about.
    func name(in logger: inout Logger) {
        logger[.message] = send.message.description
        guard let facts = cargo.letter?.facts else { return }
        logger[.delivery] = facts.delivery.description
        logger[.recipient] = facts.recipient.description
    }
}
