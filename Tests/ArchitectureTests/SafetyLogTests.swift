import Foundation
import Testing

@Suite("The hazard log")
struct SafetyLogTests {
    @Test("numbers its hazards, rates each by its own matrix, and says what is there and what is open")
    func rows() throws {
        let log = SafetyLog(try Repository.text("deploy/docs/SAFETY.md"))
        #expect(log.matrix.count == 25)
        #expect(log.rows.count >= 40)
        #expect(log.rows.map(\.number) == (1...log.rows.count).map { String(format: "H%02d", $0) })
        for row in log.rows { #expect(row.faults(by: log.matrix) == []) }
    }

    @Test("would be found to have rated wrongly, left a control unsaid, or no test")
    func madeUp() throws {
        let matrix = ["Maj/M": 3, "Maj/L": 3, "Maj/VL": 2]
        func faults(_ cells: String) -> Int? { SafetyLog.Row(cells[...])?.faults(by: matrix).count }
        let proof = "`ArchitectureTests.SafetyLogTests/rows`"
        #expect(faults("| H01 | a | b | c | d | Maj/M 3 → Maj/VL 2 | done | \(proof) |") == 0)
        #expect(faults("| H01 | a | b | c: open, issue 15 | – | Maj/M 3 → Maj/L 3 | open | – |") == 0)
        #expect(faults("| H01 | a | b | c | d | Maj/M 2 → Maj/VL 2 | done | \(proof) |") == 1)
        #expect(faults("| H01 | a | b | c | d | Maj/VL 2 → Maj/M 3 | done | \(proof) |") == 1)
        #expect(faults("| H01 | a | b | c | d | Maj/M 3 | done | \(proof) |") == 1)
        #expect(faults("| H01 | a | b | c: open, issue 15 | d | Maj/M 3 → Maj/VL 2 | done | \(proof) |") == 1)
        #expect(faults("| H01 | a | b | c | d | Maj/M 3 → Maj/VL 2 | open | \(proof) |") == 1)
        #expect(faults("| H01 | a | b | c | – | Maj/M 3 → Maj/VL 2 | transferred | \(proof) |") == 1)
        #expect(faults("| H01 | a | b | c | d | Maj/M 3 → Maj/VL 2 | done | – |") == 1)
        #expect(faults("| H01 | a |  | c | d | Maj/M 3 → Maj/VL 2 | done | \(proof) |") == 1)
        #expect(SafetyLog.Row("| H01 | a | b |") == nil)
    }
}

/// The rows and the matrix of deploy/docs/SAFETY.md.
struct SafetyLog {
    var rows: [Row] = []
    /// By severity and likelihood, `Maj/VL`.
    var matrix: [String: Int] = [:]

    init(_ text: String) {
        var severities: [String] = []
        for line in text.split(separator: "\n") where line.hasPrefix("|") {
            if let row = Row(line) { rows.append(row) }
            let cells = Row.cells(line)
            if cells.first?.hasPrefix("likelihood") == true { severities = Array(cells.dropFirst()) }
            guard cells.count == severities.count + 1, let likelihood = cells[0].firstMatch(of: /`(V?[HL]|M)`/)?.1
            else { continue }
            for (severity, risk) in zip(severities, cells.dropFirst()) {
                matrix["\(severity)/\(likelihood)"] = Int(risk)
            }
        }
    }

    struct Row {
        var number: String
        var cells: [String]

        static func cells(_ line: Substring) -> [String] {
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }

        /// Nil for a line that is no hazard's.
        init?(_ line: Substring) {
            cells = Self.cells(line)
            guard cells.count == 8, cells[0].wholeMatch(of: /H\d\d/) != nil else { return nil }
            number = cells[0]
        }

        func faults(by matrix: [String: Int]) -> [String] {
            let (controls, hospital, risk, status, proof) = (cells[3], cells[4], cells[5], cells[6], cells[7])
            var faults: [String] = []
            if cells.contains("") { faults.append("a cell is empty") }
            let ratings = risk.matches(of: /(\w+\/\w+) (\d)/).map { (key: String($0.1), risk: Int($0.2)) }
            if ratings.count != 2 || ratings.contains(where: { matrix[$0.key] != $0.risk }) {
                faults.append("\(risk) does not follow from the matrix")
            } else if (ratings[0].risk ?? 0) < (ratings[1].risk ?? 0) {
                faults.append("\(risk): the controls make it worse")
            }
            let isOpen = controls.contains(": open, issue")
            if !["open", "transferred", "done"].contains(status) { faults.append("\(status) is no status") }
            if isOpen != (status == "open") { faults.append("\(status), but its controls say otherwise") }
            if status == "transferred" && hospital == "–" { faults.append("transferred, but nothing is to be done") }
            if !isOpen && !proof.contains("Tests.") { faults.append("no test shows it") }
            return faults.map { "\(number): \($0)" }
        }
    }
}
