import Foundation
import GRDB
import Journal
import Letters
import Messages
import TestSupport
import Testing

@testable import Reporting

/// Compares the figures with a second computation: SQL over the raw events, written from the definitions alone, with
/// Foundation's calendar.
@Suite("The report's figures")
struct FigureTests {
    private static let names: [Measure] = [
        .dischargeInTime, .emergencyInTime, .clinicInTime, .dischargeSent, .emergencySent, .clinicSent, .electronic,
        .signedToSentInTime, .technical, .business, .rejected, .refused, .unroutable, .undelivered, .taken, .sent,
    ]

    @Test("agree with SQL over the raw events, for lives by chance heard in any order", arguments: 1...3)
    func independent(seed: Int) async throws {
        var lives = Lives(seed: seed * 100)
        let events = try lives.events(220)
        var dice = Lives.Dice(state: UInt64(seed))
        let ledger = try await TallyTests.ledger(events.shuffled(using: &dice))
        let days = CivilDay(2026, 1, 1)...CivilDay(2027, 1, 1)
        let apart = try RawFigures(events)
        for measure in Self.names {
            var found: [String: Int] = [:]
            for (day, bins) in try await ledger.figures(measure, FigureSlice(), days) {
                for (bin, number) in bins { found["\(day) \(bin)"] = number }
            }
            let wanted = try apart.counts(measure)
            #expect(found == wanted, "\(measure.rawValue) \(difference(found, wanted))")
            #expect(!wanted.isEmpty, "\(measure.rawValue)")
            // A practice's figures count its own deliveries only.
            var sum = 0
            for practice in ["Y00001", "Y00002", "Y00003", "Y00004"] {
                for bins in try await ledger.figures(measure, FigureSlice(slice: "practice", value: practice), days)
                    .values
                {
                    sum += bins.values.reduce(0, +)
                }
            }
            #expect(sum == wanted.values.reduce(0, +), "\(measure.rawValue)")
        }
    }

    private func difference(_ one: [String: Int], _ other: [String: Int]) -> String {
        Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted().prefix(6)
            .map { "\($0): \(one[$0] ?? 0), \(other[$0] ?? 0)" }.joined(separator: "; ")
    }
}

/// The raw events in a separate database.
private struct RawFigures {
    private let queue: DatabaseQueue

    init(_ events: [Event]) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            let calendar = EnglishTime.calendar
            database.add(
                function: DatabaseFunction("unixepoch_ms", argumentCount: 1, pure: true) { values in
                    guard let text = String.fromDatabaseValue(values[0]),
                        let date = ISO8601DateFormatter.exact.date(from: text)
                    else { return nil }
                    return Int64((date.timeIntervalSince1970 * 1000).rounded())
                })
            // Converts a time in milliseconds to the day in England.
            database.add(
                function: DatabaseFunction("england", argumentCount: 1, pure: true) { values in
                    guard let time = Int64.fromDatabaseValue(values[0]) else { return nil }
                    let date = Date(timeIntervalSince1970: Double(time) / 1000)
                    let parts = calendar.dateComponents([.year, .month, .day], from: date)
                    return String(format: "%04d-%02d-%02d", parts.year!, parts.month!, parts.day!)
                })
            database.add(
                function: DatabaseFunction("days_later", argumentCount: 2, pure: true) { values in
                    guard let time = Int64.fromDatabaseValue(values[0]), let days = Int.fromDatabaseValue(values[1])
                    else {
                        return nil
                    }
                    let date = Date(timeIntervalSince1970: Double(time) / 1000)
                    let later = calendar.date(byAdding: .day, value: days, to: date)!
                    return Int64((later.timeIntervalSince1970 * 1000).rounded())
                })
            // Adds five working days; the holidays of the period are written out here.
            database.add(
                function: DatabaseFunction("five_working_days", argumentCount: 1, pure: true) { values in
                    guard let time = Int64.fromDatabaseValue(values[0]) else { return nil }
                    var date = Date(timeIntervalSince1970: Double(time) / 1000)
                    var left = 5
                    let holidays = ["4-3", "4-6", "5-4", "5-25", "8-31", "12-25", "12-28"]
                    while left > 0 {
                        date = calendar.date(byAdding: .day, value: 1, to: date)!
                        let parts = calendar.dateComponents([.month, .day, .weekday], from: date)
                        let isFree =
                            parts.weekday == 1 || parts.weekday == 7
                            || holidays.contains("\(parts.month!)-\(parts.day!)")
                        if !isFree { left -= 1 }
                    }
                    return Int64((date.timeIntervalSince1970 * 1000).rounded())
                })
        }
        queue = try DatabaseQueue(configuration: configuration)
        try queue.write { database in
            try database.execute(sql: "CREATE TABLE raw (type TEXT, time INTEGER, body TEXT)")
            for event in events {
                try database.execute(
                    sql: "INSERT INTO raw VALUES (?, ?, ?)",
                    arguments: [
                        event.type.rawValue, Int64((event.time.timeIntervalSince1970 * 1000).rounded()),
                        String(decoding: event.body, as: UTF8.self),
                    ])
            }
            try database.execute(sql: Self.views)
        }
    }

    private static let views = """
        CREATE TABLE happened AS SELECT
            json_extract(body, '$.data.facts.delivery') AS d, replace(replace(type, '.mesh', ''), '.folder', '') AS kind,
            type, time, json_extract(body, '$.data.attempt.id') AS attempt,
            coalesce(json_extract(body, '$.data.attempt.askedAt'), '') AS asked,
            json_extract(body, '$.data.reason.code') AS code, json_extract(body, '$.data.expects') AS expects
            FROM raw WHERE type <> 'letter.withdrawn';
        CREATE TABLE fact AS SELECT DISTINCT
            json_extract(body, '$.data.facts.delivery') AS d, json_extract(body, '$.data.facts.chain') AS chain,
            json_extract(body, '$.data.facts.revision') AS revision, json_extract(body, '$.data.facts.kind') AS kind,
            json_extract(body, '$.data.facts.role') AS role,
            unixepoch_ms(json_extract(body, '$.data.facts.signedAt')) AS signed,
            unixepoch_ms(json_extract(body, '$.data.facts.encounterAt')) AS encounter
            FROM raw WHERE type = 'letter.extracted';
        CREATE TABLE gone AS SELECT json_extract(body, '$.data.chain') AS chain,
            json_extract(body, '$.data.revision') AS revision, time FROM raw WHERE type = 'letter.withdrawn';
        CREATE TABLE firsts AS SELECT d, kind, min(time) AS time FROM happened GROUP BY d, kind;
        CREATE TABLE way AS SELECT d, type, expects FROM happened h WHERE kind = 'letter.converted' AND asked || time =
            (SELECT max(asked || time) FROM happened o WHERE o.d = h.d AND o.kind = 'letter.converted');
        CREATE TABLE life AS SELECT fact.*,
            (SELECT time FROM firsts WHERE firsts.d = fact.d AND kind = 'letter.extracted') AS taken,
            (SELECT time FROM firsts WHERE firsts.d = fact.d AND kind = 'letter.sent') AS sent,
            (SELECT time FROM firsts WHERE firsts.d = fact.d AND kind = 'letter.delivered') AS laid,
            (SELECT time FROM firsts WHERE firsts.d = fact.d AND kind = 'letter.collected') AS collected,
            (SELECT time FROM firsts WHERE firsts.d = fact.d AND kind = 'letter.received') AS received,
            (SELECT time FROM firsts WHERE firsts.d = fact.d AND kind = 'letter.filed') AS filed,
            (SELECT min(time) FROM firsts WHERE firsts.d = fact.d AND kind IN ('letter.filed', 'letter.rejected')) AS word,
            (SELECT min(time) FROM gone WHERE gone.chain = fact.chain AND gone.revision >= fact.revision) AS gone,
            (SELECT min(f.time) FROM firsts f JOIN fact o ON o.d = f.d WHERE f.kind = 'letter.extracted'
                AND o.chain = fact.chain AND o.revision > fact.revision) AS later,
            way.type AS way, coalesce(way.expects, '') AS expects,
            CASE WHEN fact.encounter IS NULL THEN NULL WHEN fact.kind LIKE '%discharge' THEN fact.encounter + 86400000
                ELSE days_later(fact.encounter, 7) END AS due
            FROM fact LEFT JOIN way ON way.d = fact.d WHERE role = 'registered-practice';
        CREATE TABLE arrival AS SELECT d, CASE WHEN filed IS NOT NULL THEN filed WHEN way IS NULL THEN NULL
            WHEN expects LIKE '%business%' THEN NULL WHEN way = 'letter.converted.folder' THEN laid
            WHEN expects LIKE '%collected%' THEN min(coalesce(collected, received), coalesce(received, collected))
            ELSE sent END AS stop, filed IS NULL AS proxy FROM life;
        """

    func counts(_ measure: Measure) throws -> [String: Int] {
        try queue.read { database in
            var found: [String: Int] = [:]
            for row in try Row.fetchAll(database, sql: Self.sql(measure)) {
                found["\(row[0] as String) \(row[1] as String)"] = row[2]
            }
            return found
        }
    }

    private static func promise(_ kinds: String, _ verdict: String) -> String {
        """
        SELECT england(due), CASE WHEN gone <= due THEN 'withdrawn' WHEN later < due THEN 'replaced' ELSE \(verdict) END,
            count(*) FROM life JOIN arrival USING (d) WHERE due IS NOT NULL AND kind IN (\(kinds)) GROUP BY 1, 2
        """
    }

    private static func sql(_ measure: Measure) -> String {
        let there = """
            CASE WHEN stop IS NULL THEN 'open' WHEN stop > due THEN 'late' WHEN proxy THEN 'evidence' ELSE 'kept' END
            """
        let left = """
            CASE WHEN coalesce(sent, laid) IS NULL THEN 'open'
                WHEN min(coalesce(sent, laid), coalesce(laid, sent)) > due THEN 'late' ELSE 'kept' END
            """
        let discharge = "'inpatient-discharge', 'mental-health-discharge'"
        let clinic = "'outpatient-letter', 'clinical-letter'"
        func codes(_ type: String) -> String {
            """
            SELECT england(time), code, count(*) FROM (SELECT d, attempt, code, min(time) AS time FROM happened
                JOIN fact USING (d) WHERE type = '\(type)' AND role = 'registered-practice' GROUP BY d, attempt, code)
                GROUP BY 1, 2
            """
        }
        switch measure {
        case .dischargeInTime: return promise(discharge, there)
        case .emergencyInTime: return promise("'emergency-discharge'", there)
        case .clinicInTime: return promise(clinic, there)
        case .dischargeSent: return promise(discharge, left)
        case .emergencySent: return promise("'emergency-discharge'", left)
        case .clinicSent: return promise(clinic, left)
        case .electronic:
            return """
                SELECT england(taken), CASE WHEN sent IS NOT NULL THEN 'mesh' WHEN laid IS NOT NULL THEN 'folder' ELSE 'none' END,
                    count(*) FROM life GROUP BY 1, 2
                """
        case .signedToSentInTime:
            return """
                SELECT england(sent), CASE WHEN sent - signed <= 300000 THEN 'yes' ELSE 'no' END, count(*) FROM life
                    WHERE sent IS NOT NULL GROUP BY 1, 2
                """
        case .technical:
            return """
                SELECT england(sent), CASE WHEN received IS NULL THEN 'none' WHEN received - sent <= 3600000 THEN '1 h'
                    WHEN received - sent <= 86400000 THEN '24 h' ELSE 'late' END, count(*)
                    FROM life WHERE sent IS NOT NULL AND expects LIKE '%technical%' GROUP BY 1, 2
                """
        case .business:
            return """
                SELECT england(sent), CASE WHEN word IS NULL THEN 'none' WHEN word - sent <= 86400000 THEN '24 h'
                    WHEN word - sent <= 259200000 THEN '72 h' WHEN word - sent <= 432000000 THEN '5 d'
                    WHEN word <= five_working_days(sent) THEN '5 wd' ELSE 'late' END, count(*)
                    FROM life WHERE sent IS NOT NULL AND expects LIKE '%business%' GROUP BY 1, 2
                """
        case .rejected: return codes("letter.rejected")
        case .refused: return codes("letter.refused")
        case .unroutable: return codes("letter.unroutable")
        case .undelivered: return codes("letter.undelivered")
        case .taken: return "SELECT england(taken), '', count(*) FROM life GROUP BY 1"
        case .sent:
            return """
                SELECT england(min(coalesce(sent, laid), coalesce(laid, sent))), '', count(*) FROM life
                    WHERE coalesce(sent, laid) IS NOT NULL GROUP BY 1
                """
        default: return "SELECT '', '', 0 WHERE 0"
        }
    }
}
