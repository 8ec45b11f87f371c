import Foundation
import Letters
import Messages

/// The transitions of `Send`, phase by phase. The switches have no `default`, so that a new input does not compile
/// until somebody decides what it means in each phase.
extension Send {
    mutating func handle(_ input: Input, at now: Date, _ settling: Settling) -> Output {
        let output =
            switch phase {
            case .intended: whileIntended(input, now)
            case .offered: whileOffered(input, now, settling)
            case .unknown: whileUnknown(input, now, settling)
            case .reconverting: whileReconverting(input, now)
            case .accepted, .delivered, .refused, .unroutable, .cancelled, .superseded: atEnd(input)
            }
        guard output == .nothing, !phase.isEnd else { return output }
        switch input {
        case .later(_, let reason?): return note(reason, at: now, settling)
        case .lost, .interrupted, .notOffered: return note(Self.notTaken(offers: offers), at: now, settling)
        case .started, .offering, .accepted, .laid, .refused, .unroutable, .later(_, nil), .handedOver, .givenBack,
            .waits,
            .superseded, .reconvert, .reconverted, .found, .foundSeveral, .notFound, .answered, .presumedTaken,
            .withdrawn:
            return output
        }
    }

    private mutating func whileIntended(_ input: Input, _ now: Date) -> Output {
        switch input {
        case .offering:
            enter(.offered, now)
            offers += 1
            return .offer
        case .laid: return end(.delivered, now, .letterDelivered)
        // An earlier offer was believed lost; MESH's id or an answer proves that it arrived.
        case .accepted(let id), .found(let id), .answered(let id?): return offers > 0 ? accept(id, now) : .nothing
        case .foundSeveral, .answered(nil), .presumedTaken: return offers > 0 ? accept(nil, now) : .nothing
        case .refused(let reason): return end(.refused, now, .letterRefused, reason)
        case .unroutable(let reason): return end(.unroutable, now, .letterUnroutable, reason)
        case .withdrawn(let reason): return end(.cancelled, now, .letterCancelled, reason)
        case .superseded(let reason): return end(.superseded, now, .letterSuperseded, reason)
        case .reconvert(let reason): return end(.reconverting, now, .letterReconvert, reason)
        case .later(let pause, _): due = now + pause
        case .waits(let until): due = until
        // These inputs concern an offer or a reconversion, and none is in progress.
        case .started, .lost, .handedOver, .interrupted, .notOffered, .givenBack, .reconverted, .notFound: break
        }
        return .nothing
    }

    private mutating func whileReconverting(_ input: Input, _ now: Date) -> Output {
        switch input {
        case .reconverted: enter(.intended, now)
        case .withdrawn(let reason): return end(.cancelled, now, .letterCancelled, reason)
        case .superseded(let reason): return end(.superseded, now, .letterSuperseded, reason)
        // The message is not offered before conversion has made it again, so these inputs do not apply.
        case .started, .offering, .accepted, .laid, .refused, .unroutable, .later, .lost, .handedOver, .interrupted,
            .notOffered, .givenBack, .waits, .reconvert, .found, .foundSeveral, .notFound, .answered, .presumedTaken:
            break
        }
        return .nothing
    }

    private mutating func whileOffered(_ input: Input, _ now: Date, _ settling: Settling) -> Output {
        switch input {
        case .accepted(let id), .found(let id), .answered(let id?): return accept(id, now)
        case .foundSeveral, .answered(nil), .presumedTaken: return accept(nil, now)
        case .refused(let reason): return end(.refused, now, .letterRefused, reason)
        case .later(let pause, _): return reoffer(now + pause, now)
        case .notOffered(let pause): return notOffered(now + pause, now)
        case .givenBack(let pause): return givenBack(now + pause, now)
        case .interrupted(let upload, let pause): return interrupted(upload, now + pause, now)
        case .withdrawn(let reason): note(reason)
        case .lost, .started:
            lostOffer = lostOffer ?? offers
            enter(.unknown, now)
            due = now + settling.firstAsk
        // The pair is in the MESH client's folders; the client reports the outcome later.
        case .handedOver: break
        // A reason not to send comes too late now, and "not found" proves nothing while the offer is in progress.
        case .offering, .laid, .unroutable, .waits, .superseded, .reconvert, .reconverted, .notFound: break
        }
        return .nothing
    }

    private mutating func whileUnknown(_ input: Input, _ now: Date, _ settling: Settling) -> Output {
        switch input {
        case .accepted(let id), .found(let id), .answered(let id?): return accept(id, now)
        case .foundSeveral, .answered(nil), .presumedTaken: return accept(nil, now)
        case .interrupted(let upload, let pause):
            // MESH has only the first chunks, which no recipient can read, so the last offer did not arrive.
            if lostOffer == offers { lostOffer = nil }
            return interrupted(upload, now + pause, now)
        case .notFound:
            guard now >= since + settling.settle else {
                due = since + settling.settle
                return .nothing
            }
            return notOffered(now, now)
        case .later(let pause, _): due = now + pause
        case .notOffered(let pause):
            if lostOffer == offers { lostOffer = nil }
            return notOffered(now + pause, now)
        case .givenBack(let pause): return givenBack(now + pause, now)
        case .refused(let reason): return end(.refused, now, .letterRefused, reason)
        case .withdrawn(let reason): note(reason)
        // None of these inputs shows whether the last offer arrived.
        case .started, .offering, .laid, .unroutable, .lost, .handedOver, .waits, .superseded, .reconvert, .reconverted:
            break
        }
        return .nothing
    }

    /// Ignores every input after the end, except MESH's id when it comes later than the acceptance, which is recorded.
    private mutating func atEnd(_ input: Input) -> Output {
        if phase == .accepted, meshMessageID == nil, case .accepted(let id) = input { meshMessageID = id }
        return .nothing
    }

    private mutating func accept(_ id: String?, _ now: Date) -> Output {
        meshMessageID = id
        return end(.accepted, now, .letterSent)
    }

    /// Schedules another offer under the same message id, because MESH does not have the message; cancels the send if
    /// the letter was withdrawn meanwhile.
    private mutating func reoffer(_ when: Date, _ now: Date) -> Output {
        if isWithdrawn { return end(.cancelled, now, .letterCancelled, reason) }
        enter(.intended, now)
        due = when
        return .nothing
    }

    private mutating func notOffered(_ when: Date, _ now: Date) -> Output {
        upload = nil
        return reoffer(when, now)
    }

    private mutating func givenBack(_ when: Date, _ now: Date) -> Output {
        lostOffer = lostOffer ?? offers
        return notOffered(when, now)
    }

    private mutating func interrupted(_ upload: String, _ when: Date, _ now: Date) -> Output {
        self.upload = upload
        return reoffer(when, now)
    }

    private mutating func note(_ reason: Reason) {
        isWithdrawn = true
        self.reason = reason
    }

    private mutating func enter(_ phase: Phase, _ now: Date) {
        self.phase = phase
        since = now
        due = now
    }

    private mutating func end(_ phase: Phase, _ now: Date, _ type: EventType, _ reason: Reason? = nil) -> Output {
        enter(phase, now)
        self.reason = reason
        trouble = nil
        return .publish(type)
    }
}
