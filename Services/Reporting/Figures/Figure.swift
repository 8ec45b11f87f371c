import Foundation
import Letters

/// One count that a delivery adds to a measure on a day.
struct Figure: Hashable, Comparable {
    var measure: Measure
    var isCopy: Bool
    var day: CivilDay
    /// The bin of the count: a verdict, a code or a class of time.
    var bin: String

    static func < (one: Figure, other: Figure) -> Bool {
        (one.measure.rawValue, one.day, one.bin) < (other.measure.rawValue, other.day, other.bin)
    }

    /// Returns all counts of a delivery, in order; a repeated count is counted again.
    static func all(of life: Life) -> [Figure] {
        var maker = Maker(life: life)
        maker.promises()
        maker.rungs()
        maker.answers()
        maker.ends()
        maker.people()
        return maker.figures.sorted()
    }
}

private struct Maker {
    let life: Life
    var figures: [Figure] = []

    init(life: Life) { self.life = life }

    private mutating func add(_ measure: Measure, _ time: Date, _ bin: String = "") {
        figures.append(Figure(measure: measure, isCopy: life.isCopy, day: CivilDay(time), bin: bin))
    }

    private mutating func add(_ measure: Measure, from start: Date?, to end: Date?) {
        guard let start, let end else { return }
        add(measure, end, "\(LogHistogram.bin(Self.milliseconds(start, end)))")
    }

    private static func milliseconds(_ start: Date, _ end: Date) -> Int {
        max(0, CivilDay.milliseconds(end) - CivilDay.milliseconds(start))
    }

    mutating func promises() {
        add(.taken, life.takenAt)
        if life.encounterAt == nil { add(.withoutEncounter, life.takenAt) }
        guard let promise = life.promise, let due = life.dueAt else { return }
        if let verdict = life.verdict { add(promise.measure, due, verdict.rawValue) }
        if let verdict = life.sentVerdict { add(promise.sentMeasure, due, verdict.rawValue) }
    }

    mutating func rungs() {
        let taken = life.first(.extracted)
        let (converted, sent) = (life.first(.converted), life.first(.sent))
        let (collected, received, filed) = (life.first(.collected), life.first(.received), life.first(.filed))
        if taken != nil { add(.toSigned, from: life.encounterAt, to: life.signedAt) }
        add(.toTaken, from: life.signedAt, to: taken)
        add(.toConverted, from: taken, to: converted)
        add(.toSent, from: converted, to: sent)
        add(.toCollected, from: sent, to: collected)
        add(.toReceived, from: collected, to: received)
        add(.toFiled, from: received, to: filed)
        add(.wholeWay, from: life.encounterAt, to: filed)
        add(.sentToFiled, from: sent, to: filed)
        add(.signedToSent, from: life.signedAt, to: sent)
        add(.takenToSent, from: taken, to: sent)
        if let sent {
            add(.signedToSentInTime, sent, Self.milliseconds(life.signedAt, sent) <= 300_000 ? "yes" : "no")
        }
    }

    mutating func answers() {
        guard let sent = life.first(.sent) else { return }
        let expects = life.conversion?.expects ?? []
        if expects.contains(.technical) {
            let classes = [("1 h", sent + 3600), ("24 h", sent + 86_400)]
            add(.technical, sent, Self.bin(life.first(.received), classes))
        }
        if expects.contains(.business) {
            let classes = [
                ("24 h", sent + 86_400), ("72 h", sent + 259_200), ("5 d", sent + 432_000),
                ("5 wd", max(sent + 432_000, WorkingTime.later(sent, days: 5))),
            ]
            add(.business, sent, Self.bin(life.first(.filed, .rejected), classes))
        }
    }

    /// Returns the first class that the answer falls in; `late` after the last class, `none` without an answer.
    private static func bin(_ answer: Date?, _ classes: [(name: String, end: Date)]) -> String {
        guard let answer else { return "none" }
        let time = CivilDay.milliseconds(answer)
        return classes.first { time <= CivilDay.milliseconds($0.end) }?.name ?? "late"
    }

    mutating func ends() {
        let (sent, delivered) = (life.first(.sent), life.first(.delivered))
        if let left = [sent, delivered].compactMap(\.self).min() { add(.sent, left) }
        add(.electronic, life.takenAt, sent != nil ? "mesh" : delivered != nil ? "folder" : "none")
        let failures: Set<DeliveryEvent.Kind> = [.rejected, .undelivered, .refused, .unroutable]
        if let done = life.doneAt {
            let isFirst = life.standing.attempts == 1 && !life.events.contains { failures.contains($0.kind) }
            add(.firstTime, done, isFirst ? "first" : "again")
        } else if life.standing.state == .closed, let closed = life.first(.closed) {
            add(.firstTime, closed, "by-hand")
        }
        let measures: [DeliveryEvent.Kind: Measure] = [
            .rejected: .rejected, .refused: .refused, .unroutable: .unroutable, .undelivered: .undelivered,
        ]
        // The same answer to one attempt counts once, even when it arrives twice.
        var told: Set<[String]> = []
        for event in life.events.sorted(by: { $0.time < $1.time }) {
            guard let measure = measures[event.kind] else { continue }
            let code = event.code ?? "unknown"
            guard told.insert([measure.rawValue, event.attempt?.description ?? "", code]).inserted else { continue }
            add(measure, event.time, code)
        }
        for event in life.events where event.kind == .rejected || event.kind == .received {
            if let code = event.code, ["20007", "20008"].contains(code) { add(.duplicate, event.time, code) }
        }
        for (name, time) in [
            ("withdrawn", life.withdrawnAt), ("superseded", life.first(.superseded)),
            ("cancelled", life.first(.cancelled)), ("closed", life.first(.closed)), ("replaced", life.replacedAt),
        ] {
            if let time { add(.replaced, time, name) }
        }
        if let withdrawn = life.withdrawnAt, let closed = life.first(.closed), closed >= withdrawn {
            add(.withdrawnToClosed, from: withdrawn, to: closed)
        }
    }

    mutating func people() {
        for (place, episode) in Attention.episodes(of: life.events, withdrawnAt: life.withdrawnAt).enumerated() {
            if place > 0 { add(.reopened, episode.start) }
            guard let end = episode.end else { continue }
            add(.settled, end, "\(LogHistogram.bin(WorkingTime.between(episode.start, end)))")
        }
    }
}
