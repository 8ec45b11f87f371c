import Foundation
import Letters
import Messages
import Pipeline

extension Send {
    /// Why the tries to send a message fail, and since when.
    struct Trouble: Equatable, Sendable {
        var since: Date
        var reason: Reason
        /// True once `letter.stalled` was published for it.
        var isTold = false
    }

    /// The reason for a message that was offered without any sign that it arrived.
    static func notTaken(offers: Int) -> Reason {
        Reason(
            code: "not-taken",
            detail: "it was offered \(offers) time\(offers == 1 ? "" : "s"), and nobody has said that it arrived")
    }

    /// Records a failed try. Publishes `letter.stalled` once, when tries have failed for `settling.patience` seconds.
    mutating func note(_ reason: Reason, at now: Date, _ settling: Settling) -> Output {
        var trouble = trouble ?? Trouble(since: now, reason: reason)
        trouble.reason = reason
        let isOld = !trouble.isTold && now >= trouble.since + settling.patience
        if isOld { trouble.isTold = true }
        self.trouble = trouble
        return isOld ? .publish(.letterStalled) : .nothing
    }
}

extension Send.Input {
    /// The input that an error with one message leads to; nil when every message would meet the error, which is a fault
    /// of this machine.
    ///
    /// - Parameter entry: the message's row in the send ledger.
    init?(_ error: any Error, of entry: SendLedger.Entry, at now: Date = Date()) {
        switch error {
        case is DecodingError:
            self = .refused(Reason(code: "envelope-unreadable", detail: "the stored envelope cannot be understood"))
        case is CancellationError:
            self = .later(pause: 30)
        default:
            let pause = MeshChannel.pause(since: entry.send.trouble?.since ?? now, now: now)
            guard let error = error as? any Consequential else {
                let reason = Reason(code: "unexpected", detail: "an unexpected error of type \(type(of: error))")
                self = .later(pause: pause, because: reason)
                return
            }
            switch error.consequence {
            case .never: self = .refused(Reason(error))
            case .later: self = .later(pause: pause, because: Reason(error))
            case .stop: return nil
            }
        }
    }
}

extension Preparation {
    init(failing error: any Error, of entry: SendLedger.Entry) {
        self = Send.Input(error, of: entry).map { .not($0) } ?? .halted(Reason(halting: error))
    }
}

extension Reason {
    /// The reason for an error that is this machine's fault and halts a channel.
    init(halting error: any Error) {
        if let error = error as? any Consequential {
            self.init(error)
        } else {
            self.init(
                code: "folder-not-written", detail: "the folder does not take its files: \(Sender.words(error))")
        }
    }
}
