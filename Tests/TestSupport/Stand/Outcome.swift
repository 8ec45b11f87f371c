public import Foundation
import Letters
import Messages
import Operations

/// Compares the result of each sample letter with its expected result.
public struct Outcome: Sendable {
    /// One delivery, or one letter without a delivery.
    public struct Row: Encodable, Sendable {
        public var letter: String
        public var delivery: String?
        public var recipient: String?
        public var kind: String
        public var state: String
        public var reason: String
        /// What the letter demonstrates, and the state that it must reach; for the table.
        public var story: String
        public var wanted: String

        private enum CodingKeys: String, CodingKey { case letter, delivery, recipient, kind, state, reason }

        public var isSettled: Bool { state == wanted }
    }

    private struct Line: Decodable {
        var delivery: String
        var letter: String
        var recipient: String
        var kind: String
        var state: String
        var code: String?
    }

    private struct Withheld: Decodable {
        struct Reason: Decodable {
            var code: String
        }
        var letter: String?
        var reasons: [Reason]
    }

    public private(set) var rows: [Row]
    private(set) var waiting = 0
    /// Number of deliveries in reporting's ledger.
    public private(set) var known = 0
    private let drafts: Int

    /// Expects the results that these letters name.
    public init(_ samples: [SampleLetter]) {
        var drafts = 0
        rows = samples.flatMap { sample -> [Row] in
            let chain = Identity.chain(source: "epr", documentID: sample.documentID)
            let letter = Identity.letter(chain: chain, revision: 1)
            func row(_ recipient: ODSCode?, _ wanted: String) -> Row {
                Row(
                    letter: letter.description,
                    delivery: recipient.map { Identity.delivery(letter: letter, recipient: $0).description },
                    recipient: recipient?.description, kind: "", state: "", reason: "", story: sample.story,
                    wanted: wanted)
            }
            switch sample.end {
            case .deliveries(let states):
                return states.sorted { $0.key.description < $1.key.description }.map { row($0.key, $0.value.rawValue) }
            case .withheld: return [row(nil, "withheld")]
            case .draft:
                drafts += 1
                return [row(nil, "draft")]
            }
        }
        self.drafts = drafts
    }

    public var expected: Int { rows.count }
    public var settled: Int { rows.filter(\.isSettled).count }
    public var isComplete: Bool { settled == expected }

    public var troubles: [String] {
        rows.filter { !$0.isSettled }.map { row in
            "letter \(row.letter) to \(row.recipient ?? "–") (\(row.story)) is \(row.state.isEmpty ? "nowhere" : row.state), not \(row.wanted)"
        }
    }

    /// Reads the states from reporting, and the number of letters that wait at the source from extraction.
    public mutating func look(at reporting: URL, _ stand: Stand) async throws {
        let api = reporting.appending(path: "api/v1")
        let lines = try JSONDecoder().decode(
            [Line].self,
            from: try await HTTPQuestion.ask(URL(string: "\(api.absoluteString)/letters?limit=10000")!).body)
        known = lines.count
        let byDelivery = Dictionary(lines.map { ($0.delivery, $0) }) { first, _ in first }
        let withheld = try JSONDecoder().decode(
            [Withheld].self, from: try await HTTPQuestion.ask(api.appending(path: "withheld")).body)
        let byLetter = Dictionary(withheld.compactMap { entry in entry.letter.map { ($0, entry) } }) { first, _ in first
        }
        waiting = try await Self.waiting(stand)
        for index in rows.indices {
            if let line = rows[index].delivery.flatMap({ byDelivery[$0] }) {
                rows[index].state = line.state
                rows[index].reason = line.code ?? ""
                rows[index].kind = line.kind
            } else if let entry = byLetter[rows[index].letter] {
                rows[index].state = "withheld"
                rows[index].reason = entry.reasons.map(\.code).joined(separator: " ")
            } else if rows[index].wanted == "draft" && waiting == drafts {
                rows[index].state = "draft"
                rows[index].reason = "not signed"
            }
        }
    }

    private static func waiting(_ stand: Stand) async throws -> Int {
        struct Count: Decodable { var waiting: Int }
        guard let address = try stand.service("extraction").address() else { return 0 }
        let body = try await HTTPQuestion.ask(address.appending(path: "counts")).body
        return try JSONDecoder().decode([Count].self, from: body).reduce(0) { $0 + $1.waiting }
    }

    /// A table with every letter, its state and the reason.
    public var table: String {
        let lines = rows.map { row in
            [
                String(row.letter.prefix(8)), row.recipient ?? "–", row.story,
                row.state.isEmpty ? "nowhere" : row.state, row.reason,
            ]
        }
        let heads = ["letter", "to", "what it shows", "state", "why"]
        let widths = heads.indices.map { column in ([heads] + lines).map { $0[column].count }.max() ?? 0 }
        return ([heads] + [widths.map { String(repeating: "-", count: $0) }] + lines).map { cells in
            zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
