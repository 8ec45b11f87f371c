import Foundation
import Letters
import Testing

/// What each code must come to, written from the specifications and not from the table: ITK3 Messaging Distribution,
/// "Response codes" (the digest in ../shared/spec/formats.md, 1.12 and 1.13), and the MESH API's error codes (1.10 of
/// ../shared/spec/mesh.md).
enum ExpectedCodes {
    struct Row: Sendable, CustomTestStringConvertible {
        let code: String
        let speaker: AnswerCode.Speaker
        let sign: AnswerCode.Sign
        /// What the advice must speak of.
        let word: String
        var testDescription: String { code }

        init(_ code: String, _ speaker: AnswerCode.Speaker, _ sign: AnswerCode.Sign, _ word: String) {
            self.code = code
            self.speaker = speaker
            self.sign = sign
            self.word = word
        }
    }

    private static func system(_ code: Int, _ word: String, _ sign: AnswerCode.Sign = .negative) -> Row {
        Row("\(code)", .system, sign, word)
    }

    static let letters: [Row] =
        [
            system(10001, "supplier"), system(10002, "supplier"), system(10003, "supplier"),
            system(10004, "another format"), system(10005, "another format"), system(10007, "supplier"),
            system(10008, "supplier"), system(10009, "again once"), system(10010, "supplier"),
            system(20001, "addressee"), system(20002, "practices file"), system(20003, "as a sender"),
            system(20004, "PDF"), system(20005, "PDF"), system(20006, "supplier"),
            system(20007, "no earlier copy", .alreadyThere), system(20008, "no earlier copy", .alreadyThere),
            system(20009, "which rule it breaks"), system(20010, "practices file"), system(20011, "addressee"),
            system(20012, "as a sender"), system(20013, "Nothing", .positive),
            system(20014, "Neither this letter nor the one that it replaces"), system(20015, "smaller"),
        ] + [
            Row("30001", .practice, .positive, "Nothing"), Row("30002", .practice, .negative, "present practice"),
            Row("30003", .practice, .negative, "present practice"), Row("30004", .practice, .positive, "death"),
        ]

    /// "Referral outcomes", "GP registration outcomes – not letters".
    static let others = (30_005...30_025).map { Row("\($0)", .practice, .undecided, "no answer to a letter") }

    /// "Older CodeSystem ITK-Acknowledgement-1 may surface from old kit": bad news counts, good news does not.
    static let draft: [Row] =
        [
            Row("41001", .practice, .undecided, "2017"), Row("41002", .practice, .negative, "present practice"),
            Row("41022", .practice, .negative, "present practice"), Row("51001", .system, .undecided, "2017"),
            Row("51010", .system, .undecided, "2017"), Row("51011", .system, .undecided, "2017"),
        ]
        + ["51002", "51003", "51004", "51005", "51006", "51007", "51008", "51009", "51012", "51013"].map {
            Row($0, .system, .negative, "")
        }
        + ["RC001", "RC002", "RC003", "RC004", "RC005", "RC006", "RC999"].map { Row($0, .system, .negative, "") }

    static let mesh: [Row] = [
        ("02", "makers"), ("06", "makers"), ("07", "MESH_MAILBOX"), ("08", "makers"), ("09", "makers"),
        ("11", "makers"),
        ("12", "practices file"), ("13", "service desk"), ("14", "five days"), ("15", "service desk"),
        ("16", "service desk"), ("17", "practices file"), ("18", "service desk"), ("19", "makers"),
        ("20", "service desk"), ("100", "service desk"), ("EPL-150", "which of its mailboxes"),
        ("EPL-151", "practices file"), ("EPL-152", "Trace the patient"), ("EPL-153", "Trace the patient"),
        ("EPL-154", "Trace the patient"), ("InvalidHeaderChunks", "makers"), ("UnsupportedContentEncoding", "makers"),
        ("Message already accepted", "service desk"), ("unknown", "service desk"),
    ].map { Row($0, .mesh, .negative, $1) }

    static let all = letters + others + draft + mesh
}

@Suite("The table of codes from outside")
struct AnswerCodeTests {
    private static let shared = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")
    private static let hasShared = FileManager.default.fileExists(
        atPath: shared.appending(path: "cases/formats/itk3/tables").path)

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: shared.appending(path: path), encoding: .utf8)
    }

    @Test("says of each code who speaks, what it is worth and what to do", arguments: ExpectedCodes.all)
    func row(_ expected: ExpectedCodes.Row) throws {
        let row = try #require(AnswerCode.known(expected.code), "the table has no \(expected.code)")
        #expect(row.speaker == expected.speaker)
        #expect(row.sign == expected.sign)
        #expect(row.advice.action.contains(expected.word) || expected.word.isEmpty, "\(row.advice.action)")
    }

    @Test("holds no code that the specifications do not have, but our own three")
    func nothingElse() {
        let own: Set = ["unknown-response-code", "foreign-code-system", "contradictory-answer"]
        #expect(Set(AnswerCode.all.map(\.code)) == Set(ExpectedCodes.all.map(\.code)).union(own))
        for row in AnswerCode.all where own.contains(row.code) { #expect(row.sign == .undecided) }
    }

    @Test(
        "has every row of the published code systems, each in its own system",
        .enabled(if: hasShared, "../shared/cases is absent"),
        arguments: ["ITK-ResponseCodes-1", "ITK-Acknowledgement-1"])
    func codeSystems(name: String) throws {
        let lines = try Self.text("cases/formats/itk3/tables/CodeSystem-\(name).csv").split(whereSeparator: \.isNewline)
        #expect(lines.count > 20)
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells[0].hasPrefix("https://fhir.nhs.uk/") else { continue }
            let row = AnswerCode.known(cells[2], in: cells[0])
            #expect(row?.system.rawValue == cells[0], "the table lacks \(cells[2]) of \(name)")
        }
    }

    @Test(
        "has every code of the digests' tables of codes", .enabled(if: hasShared, "../shared/cases is absent"),
        arguments: [("spec/formats.md", "### 1.13 Responses", 25), ("spec/mesh.md", "| Code | Meaning | Event |", 18)])
    func digests(path: String, from: String, atLeast: Int) throws {
        let text = try Self.text(path)
        let start = try #require(text.range(of: from)?.upperBound)
        let rows = text[start...].prefix(upTo: text[start...].range(of: "\n##")?.lowerBound ?? text.endIndex)
            .split(separator: "\n").filter { $0.hasPrefix("|") }
        let cells = rows.compactMap { $0.split(separator: "|").first?.replacing("*", with: "") }
        let codes = cells.flatMap { cell -> [String] in
            if let ends = cell.firstMatch(of: /(EPL-)([0-9]+)\.\.([0-9]+)/), let first = Int(ends.2),
                let last = Int(ends.3)
            {
                return (first...last).map { "EPL-\($0)" }
            }
            return cell.matches(of: /[0-9]{2,5}/).map { String($0.output) }
        }
        #expect(codes.count >= atLeast, "the table is not found in \(path)")
        for code in codes { #expect(AnswerCode.known(code) != nil, "the table lacks \(code) of \(path)") }
    }

    @Test("advises somebody, in whole sentences, on whatever is no good news")
    func advice() {
        for row in AnswerCode.all where row.sign != .positive {
            #expect(row.advice.duty != .nobody && row.advice.step != nil, "\(row.code)")
            #expect(row.advice.action.hasSuffix("."), "\(row.code)")
        }
        for row in AnswerCode.all { #expect(!row.words.isEmpty && !row.words.hasSuffix("."), "\(row.code)") }
        // What sending again cannot mend is told otherwise than what it can.
        let different = ["10001", "10009", "20001", "20002", "20004", "20012", "20014", "20015", "20007", "30002"]
        #expect(Set(different.compactMap { AnswerCode.known($0)?.advice }).count == different.count)
    }

    @Test("lets a code count in its own code system only, or where it came without one")
    func ownSystem() {
        let itk = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1"
        let draft = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1"
        #expect(AnswerCode.known("30001", in: itk)?.sign == .positive)
        #expect(AnswerCode.known("30001", in: nil)?.sign == .positive)
        #expect(AnswerCode.known("30001", in: draft) == nil)
        #expect(AnswerCode.known("30001", in: "http://x.example/cs") == nil)
        #expect(AnswerCode.known("41001", in: draft) != nil)
        #expect(AnswerCode.known("41001", in: itk) == nil)
        #expect(AnswerCode.known("14", in: nil) == nil, "MESH's code is no answer of a practice")
        #expect(AnswerCode.known("contradictory-answer", in: nil) == nil, "nor is ours")
    }

    @Test(
        "does not guess a code that is in none, and repeats it only where it has the form of one",
        arguments: [
            ("39999", "39999", true), ("10006", "10006", true), ("14", "unknown-response-code", true),
            ("41099", "unknown-response-code", true), ("", "unknown-response-code", false),
            ("9990000018", "unknown-response-code", false), ("Ann Smith", "unknown-response-code", false),
            ("\u{1B}[2J", "unknown-response-code", false),
        ])
    func unknown(text: String, code: String, isShown: Bool) {
        let row = AnswerCode.unknown(text)
        #expect(row.code == code && row.sign == .undecided)
        #expect(row.words.contains(text) == isShown || text.isEmpty)
        #expect(row.advice.duty == .engineer && row.advice.action.contains("makers"))
    }

    @Test("takes a new code of MESH for a refusal, and tells it", arguments: ["99", "EPL-199", "30001", "Ann Smith"])
    func newMeshCode(code: String) {
        let row = AnswerCode.ofMesh(code)
        #expect(row.sign == .negative && row.speaker == .mesh)
        #expect(row.words.contains(code) == (code != "Ann Smith"))
        #expect(row.advice.action.contains("service desk"))
    }
}

@Suite("Several codes in one answer")
struct AnswerFindingTests {
    private func decisive(_ codes: [String]) -> [AnswerFinding] {
        AnswerFinding.decisive(of: codes.map { AnswerFinding(AnswerCode.known($0) ?? .unknown($0)) })
    }

    @Test(
        "come to what ITK3 allows, and good news never hides bad",
        arguments: [
            (["20013", "30001"], ["20013", "30001"]), (["30001", "20013"], ["20013", "30001"]),
            (["20013", "30004"], ["20013", "30004"]), (["20013", "30002"], ["20013", "30002"]),
            (["20013", "20009"], ["20009"]), (["30001", "20009"], ["20009"]), (["30001", "30002"], ["30002"]),
            (["20013", "30001", "30003"], ["20013", "30003"]), (["30001", "20007"], ["20007"]),
            (["20013", "39999"], ["39999"]), (["30001", "30019"], ["30019"]), (["39999", "30002"], ["30002"]),
            (["20009", "30002"], ["20009"]), (["20013", "20013"], ["20013"]), (["30001"], ["30001"]),
        ] as [([String], [String])])
    func decided(codes: [String], expected: [String]) {
        #expect(decisive(codes).map(\.code.code) == expected)
        #expect(decisive(codes.reversed()).map(\.code.code) == expected)
    }

    @Test("are all mentioned where one of them decides against the others")
    func mentioned() {
        #expect(decisive(["30001", "20009"]).first?.detail.contains("also says 30001") == true)
        #expect(decisive(["20013", "30001", "30002"]).last?.detail.contains("also says 30001") == true)
        #expect(decisive(["20013", "30002"]).last?.detail == AnswerCode.known("30002")?.words)
        #expect(decisive((10001...10010).map(String.init)).first?.detail.hasSuffix("and others") == true)
    }
}
