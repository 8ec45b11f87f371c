import Foundation
import Renditions
import TestSupport
import Testing

@testable import Conversion

/// `MESHPOST_FUZZ_ROUNDS=N` sets the number of inputs, `MESHPOST_FUZZ_SEEDS=FOLDER` adds a folder of sample documents.
@Suite("A damaged document", .serialized)
struct DocumentMutationTests {
    /// The forms to ask for in turn, since the code of each form can fail by itself.
    private static let forms: [RenditionForm] = [.pdf, .pdf, .tiff, .original, .sections]

    @Test(
        "has an answer, or costs an engine; no trap in our own code, no hang, nothing blamed on the machine",
        arguments: DocumentType.allCases)
    func mutants(type: DocumentType) throws {
        var mutants = DocumentMutants(type, seeds: try Self.seeds(of: type))
        var ends: [String: Int] = [:]
        var engine = try TriedEngine()
        var mostMemory = 0
        for round in 0..<Mutations.rounds(usual: 12, cost: 40) {
            let bytes = mutants.next()
            let end = try engine.ask(bytes, as: Self.forms[round % Self.forms.count])
            mostMemory = max(mostMemory, engine.mostMemory)
            ends[Self.name(end), default: 0] += 1
            var isGood = !end.isTrap && end != .hang
            if case .answer(let answer, let made) = end {
                isGood = answer.shortage == nil && (answer.fault == nil || made == 0 || answer.isDoubted)
            } else {
                engine = try TriedEngine()
            }
            #expect(isGood, "round \(round) ended by \(Self.name(end)): \(Self.kept(bytes, type, round))")
        }
        #expect(mostMemory < TriedEngine.memory)
        print("\(type): \(ends.sorted { $0.value > $1.value }.map { "\($1) \($0)" }), \(mostMemory >> 20) MiB at most")
    }

    @Test(
        "and an engine that ended is told by how it ended",
        arguments: [("kill -ILL $$", true), ("kill -SEGV $$", false), ("exit 70", false)])
    func ends(script: String, isTrap: Bool) throws {
        let file = try Pretender.engine(script)
        defer { try? FileManager.default.removeItem(at: file) }
        let end = try TriedEngine(file).ask(Data("a letter".utf8), as: .pdf)
        #expect(end.isTrap == isTrap)
        if case .answer = end { Issue.record("it answered") }
    }

    private static func name(_ end: TriedEngine.End) -> String {
        switch end {
        case .answer(let answer, _): answer.shortage ?? answer.fault?.fault.rawValue ?? "good"
        case .signal(let number): "signal \(number)"
        case .exit(let status): "exit \(status)"
        case .hang: "hang"
        }
    }

    /// Writes the input to a file for analysis and returns its path.
    private static func kept(_ bytes: Data, _ type: DocumentType, _ round: Int) -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "mutant-\(type)-\(round)")
        try? bytes.write(to: file)
        return file.path
    }

    private static let corpus = Result { try DocumentCase.all.map { try $0.make() } }

    /// Returns the corpus's sound and hostile documents, and documents that other programs wrote.
    private static func seeds(of type: DocumentType) throws -> [Data] {
        var seeds = try corpus.get()
        switch type {
        case .doc, .rtf:
            let fixtures = ProductDirectory.sources.appending(path: "Tests/Fixtures/outpatient-letter")
            seeds += try ["original.doc", "original.rtf"].map { try Data(contentsOf: fixtures.appending(path: $0)) }
            seeds.append(try SampleScan.written(as: type == .doc ? "doc" : "rtf"))
        case .docx, .odt: seeds.append(try SampleScan.written(as: type == .docx ? "docx" : "odt"))
        case .jpeg, .png:
            seeds += try [20, 60].map { resolution in
                try OutsideTool.output(
                    "pdftoppm", [type == .jpeg ? "-jpeg" : "-png", "-r", "\(resolution)"], of: SamplePDFs.plain)
            }
        case .tiff:
            seeds += [SampleScan.noise(side: 40), SampleScan.tiff(Data(count: 400), width: 20, height: 20, pages: 3)]
        case .pdf, .html, .mhtml, .text, .gif, .bmp: break
        }
        if let folder = ProcessInfo.processInfo.environment["MESHPOST_FUZZ_SEEDS"].map({ URL(filePath: $0) }) {
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            seeds += files.sorted { $0.path < $1.path }.compactMap { try? Data(contentsOf: $0) }
        }
        let fitting = seeds.filter { DocumentType(contentOf: $0) == type && $0.count < 200_000 }
        try #require(!fitting.isEmpty)
        return fitting
    }
}
