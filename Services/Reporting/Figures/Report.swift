import Foundation

/// The report on one period, as rows of a table.
struct Report {
    struct Row: Codable, Equatable, Sendable {
        /// `K1`, `K7`, …
        var number: String
        var name: String
        /// `93.8 %`, `48 s`, `12`.
        var value: String
        var target: String?
        /// Nil when there is no target, or nothing was counted.
        var isMet: Bool?
        /// `386 of 412`.
        var counted: String
        /// The definition of the measure, in words.
        var definition: String
    }

    /// The counts of the period, by measure and bin.
    var figures: [Measure: [String: Int]]
    var targets: Targets
    /// The number of letters that fall due in the period, have not arrived and can still be in time.
    var still: [Promise: Int] = [:]

    static let measures: [Measure] = [
        .dischargeInTime, .dischargeSent, .emergencyInTime, .emergencySent, .clinicInTime, .clinicSent,
        .signedToSentInTime, .signedToSent, .takenToSent, .technical, .business, .electronic, .firstTime, .rejected,
        .refused, .unroutable, .undelivered, .duplicate, .replaced, .settled, .reopened, .sent, .taken,
        .withoutEncounter,
    ]

    var rows: [Row] { promises + times + answers + ends + people }

    func bins(_ measure: Measure) -> [String: Int] { figures[measure] ?? [:] }

    func sum(_ measure: Measure) -> Int { bins(measure).values.reduce(0, +) }

    func score(_ promise: Promise) -> Score { Score(bins(promise.measure), still: still[promise] ?? 0) }

    private func percentile(_ hundredths: Int, _ measure: Measure) -> Int? {
        let pairs = bins(measure).compactMap { bin, number in Int(bin).map { ($0, number) } }
        return LogHistogram.percentile(hundredths, of: Dictionary(uniqueKeysWithValues: pairs))
    }

    private func share(
        _ number: String, _ name: String, _ part: Int, of all: Int, _ measure: Measure?, _ definition: String,
        counted: String? = nil
    ) -> Row {
        let target = measure.flatMap(targets.value(of:))
        return Row(
            number: number, name: name, value: all == 0 ? "–" : Phrases.share(part, of: all),
            target: target.map { Phrases.percent($0) },
            isMet: all == 0 ? nil : target.map { Double(part) * 100 >= $0 * Double(all) },
            counted: counted ?? "\(Phrases.number(part)) of \(Phrases.number(all))", definition: definition)
    }

    private func time(_ number: String, _ name: String, _ measure: Measure, limit: Int?, _ definition: String) -> Row {
        let value = percentile(95, measure)
        return Row(
            number: number, name: name, value: value.map { Phrases.duration(Double($0) / 1000) } ?? "–",
            target: limit.map { Phrases.duration(Double($0) / 1000) },
            isMet: value.flatMap { value in limit.map { value <= $0 } },
            counted: "\(Phrases.number(sum(measure))) letters",
            definition: definition
                + " From classes of which each ends 2.5 % above the one before: told at most so much too high.")
    }

    private var promises: [Row] {
        let names: [(Promise, String, String)] = [
            (.discharge, "Discharge summary filed within 24 h of discharge", "dischargedAt + 24 h elapsed"),
            (.emergency, "Emergency summary filed within 24 h", "discharge + 24 h elapsed"),
            (.clinic, "Clinic letter filed within 7 days of the visit", "the same time on the clock 7 days later"),
        ]
        return names.flatMap { promise, name, limit in
            let score = score(promise)
            let sent = Score(bins(promise.sentMeasure))
            let left = score.leftOut.sorted { $0.key < $1.key }.map { "\(Phrases.number($0.value)) \($0.key)" }
            let beside =
                (score.evidence > 0 ? ["of them \(Phrases.number(score.evidence)) by collection"] : [])
                + (score.still > 0 ? ["\(Phrases.number(score.still)) can still be"] : [])
                + (left.isEmpty ? [] : ["not counted: \(left.joined(separator: ", "))"])
            return [
                share(
                    promise.measure.rawValue, name, score.inTime, of: score.due, promise.measure,
                    "Deliveries to the registered practice that fall due in the period (\(limit)), signed in time or not, the "
                        + "refused, rejected and open ones included; in time are those that were filed by then, or, where the "
                        + "format brings no word of the practice, collected, laid down or sent (counted beside). Not counted: "
                        + "withdrawn or replaced before they were due, sent to another practice instead, copies.",
                    counted: (["\(Phrases.number(score.inTime)) of \(Phrases.number(score.due))"] + beside).joined(
                        separator: "; ")),
                share(
                    promise.sentMeasure.rawValue, "the same, by the sender's clock", sent.inTime, of: sent.due, nil,
                    "As \(promise.measure.rawValue), until it was sent or laid down."),
            ]
        }
    }

    private var times: [Row] {
        [
            share(
                "K5", "Signed to sent within 5 minutes", bins(.signedToSentInTime)["yes"] ?? 0,
                of: sum(.signedToSentInTime), .signedToSentInTime,
                "Deliveries that were sent by MESH in the period, from the signature; times that a source holds letters back are in it."
            ),
            time(
                "K5", "Signed to sent, 95 of 100 within", .signedToSent, limit: 300_000,
                "Deliveries that were sent by MESH in the period."),
            time(
                "K6", "Taken to sent, 95 of 100 within", .takenToSent, limit: 60_000,
                "Deliveries that were sent by MESH in the period, from when MeshPost took the letter."),
        ]
    }

    private var answers: [Row] {
        func upTo(_ measure: Measure, _ names: [String]) -> Int { names.reduce(0) { $0 + (bins(measure)[$1] ?? 0) } }
        return [
            share(
                "K7", "Readable by the practice's system within 1 h of sending", upTo(.technical, ["1 h"]),
                of: sum(.technical),
                nil, "Sent in the period in a format that brings a technical answer; first technical answer."),
            share(
                "K7", "the same within 24 h", upTo(.technical, ["1 h", "24 h"]), of: sum(.technical), .technical,
                "As above."),
            share(
                "K7", "The practice's word within 24 h of sending", upTo(.business, ["24 h"]), of: sum(.business), nil,
                "Sent in the period in a format that brings the practice's word; filed or rejected, whichever was first."
            ),
            share(
                "K7", "the same within 72 h", upTo(.business, ["24 h", "72 h"]), of: sum(.business), nil, "As above."),
            share(
                "K7", "the same within 5 days", upTo(.business, ["24 h", "72 h", "5 d"]), of: sum(.business), nil,
                "As above."),
            share(
                "K7", "the same within 5 working days", upTo(.business, ["24 h", "72 h", "5 d", "5 wd"]),
                of: sum(.business),
                .business, "As above; Monday to Friday without the bank holidays of England and Wales."),
        ]
    }

    private func count(
        _ number: String, _ name: String, _ value: Int, of all: Int?, _ definition: String, target: Int? = nil
    ) -> Row {
        Row(
            number: number, name: name, value: Phrases.number(value), target: target.map { Phrases.number($0) },
            isMet: target.map { value <= $0 }, counted: all.map { "of \(Phrases.number($0)) sent" } ?? "",
            definition: definition)
    }

    private var ends: [Row] {
        let sent = sum(.sent)
        let first = bins(.firstTime)
        let wrong =
            (bins(.rejected)["30002"] ?? 0) + (bins(.rejected)["30003"] ?? 0)
            + (bins(.unroutable)["recipient-differs"] ?? 0)
        return [
            share(
                "K9", "Letters to practices sent electronically", bins(.electronic)["mesh"] ?? 0, of: sum(.electronic),
                .electronic,
                "Of the deliveries to registered practices that were taken in the period those that left by MESH; a folder may be a print room, so that it counts as paper."
            ),
            share(
                "K10", "Done at the first attempt", first["first"] ?? 0, of: first.values.reduce(0, +), .firstTime,
                "Of those that arrived in the period or were closed by hand: one attempt, never refused, rejected or undelivered."
            ),
            count("K11", "Rejected", sum(.rejected), of: sent, "Rejections that came in the period, by cause below."),
            share(
                "K12", "Wrong practice", wrong, of: sent, nil,
                "Codes 30002 and 30003, and letters that MESH took to another mailbox, of those that were sent in the period."
            ),
            count("K13", "Refused", sum(.refused), of: sent, "Letters that could not be made into a message."),
            count(
                "K13", "Without a way to the recipient", sum(.unroutable), of: sent,
                "No mailbox, or another than was meant."),
            count("K13", "Not delivered by MESH", sum(.undelivered), of: sent, "MESH's own reports."),
            count(
                "K14", "Duplicates told by practices", sum(.duplicate), of: sent, "Codes 20007 and 20008.", target: 0),
            count(
                "K15", "Withdrawn", bins(.replaced)["withdrawn"] ?? 0, of: sent,
                "Deliveries that their source took back."),
            count(
                "K15", "Replaced by a later revision", bins(.replaced)["replaced"] ?? 0, of: sent,
                "Deliveries of which a later revision was taken."),
        ]
    }

    private var people: [Row] {
        let ninety = percentile(90, .settled)
        return [
            Row(
                number: "K16", name: "Settled by people, 9 of 10 within",
                value: ninety.map { Phrases.duration(Double($0) / 1000) } ?? "–", target: "1 working day",
                isMet: ninety.map { $0 <= WorkingTime.day },
                counted: "\(Phrases.number(sum(.settled))) settled, \(Phrases.number(sum(.reopened))) came back",
                definition:
                    "From the first event by which a person had to look at it to the one by which nobody had to, working time only (08:00 to 18:30 on working days)."
            )
        ]
    }
}
