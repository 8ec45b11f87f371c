import Documents
import FHIR
import Foundation
import ITK
import Kettering
import Letters
import Messages
import Renditions
import TestSupport
import UKCore
import XML

/// Measures the steps of a conversion one by one, in seconds of processor time per letter.
struct ConversionParts {
    private let samples: BenchDocuments
    private let record: LetterRecord
    private let ods: ODSCode

    init(_ samples: BenchDocuments) throws {
        self.samples = samples
        record = try JSONDecoder.meshPost.decode(LetterRecord.self, from: try Self.fixture("record.json"))
        ods = try ODSCode("RXT") ?? { throw BenchDocuments.Failed() }()
    }

    private static func fixture(_ name: String) throws -> Data {
        try Data(contentsOf: ProductDirectory.sources.appending(path: "Tests/Fixtures/inpatient-discharge/\(name)"))
    }

    func measured(times: Int) throws -> [(String, Double)] {
        var result: [(String, Double)] = []
        func measure(_ name: String, _ work: () throws -> Void) rethrows {
            try work()
            let before = Usage.own.processor
            for _ in 0..<times { try work() }
            result.append((name, (Usage.own.processor - before) / Double(times)))
        }
        let bytes = Bytes(samples.pdf)
        measure("building, send-document with PDF 100 kB") { _ = try? XMLWriter.document(message(bytes).element) }
        let built = message(bytes).element
        measure("validation, send-document") { _ = ITKProfile.violations(of: built) }
        let toc = try XMLReader.read(Self.fixture("toc.xml"))
        measure("validation, toc") { _ = ITKProfile.violations(of: toc) }
        let kettering = try XMLReader.read(Self.fixture("kettering.xml"))
        measure("validation, kettering") { _ = KetteringRules.violations(of: kettering, for: .emis) }
        let ukcore = try XMLReader.read(Self.fixture("ukcore.xml"))
        measure("validation, ukcore") { _ = UKCoreProfile.violations(of: ukcore) }
        for (name, count) in [("1 page", 350), ("10 pages", 3500)] {
            let words = (0..<count).map { "word\($0 % 200) \($0)mg" }.joined(separator: " ")
            measure("fidelity, \(name)") { _ = Fidelity(input: Words(words), output: [Words(words)]) }
        }
        let html = record.sections.map(\.html)
        measure("fidelity, sections") { for section in html { _ = Words(html: section) } }
        for (name, form, document) in [
            ("inspection, PDF 100 kB", RenditionForm.pdf, samples.pdf),
            ("layout and fidelity, DOCX 1 page", .pdf, samples.onePage),
            ("layout and fidelity, DOCX 10 pages", .pdf, samples.tenPages),
            ("drawing, PDF 100 kB as TIFF", .tiff, samples.pdf),
        ] {
            result.append((name, try engine(form, document, times: max(1, times / 10))))
        }
        return result
    }

    private func message(_ bytes: Bytes) -> ITKMessage {
        SendDocument(
            record: record, attachments: [.init(mediaType: "application/pdf", content: bytes)],
            careSetting: Coding(system: FHIR.snomed, code: "893061000000109", display: "Cardiology service"),
            organisation: ods, organisationName: "Testing Hospitals", replaces: nil
        ).message(
            id: MessageID(record.letter.uuid), to: .registeredPractice, from: "X26HOSP1", at: record.signedAt)
    }

    /// Returns the time per document if one engine converts `times` documents.
    private func engine(_ form: RenditionForm, _ document: Data, times: Int) throws -> Double {
        guard let executable = ProductDirectory.executable("document-engine") else { throw BenchDocuments.Failed() }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "bench-engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = executable
        process.arguments = [scratch.path, "4000000000"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        var before = 0.0
        for round in 0...times {
            if round == 1 { before = Usage.of(process.processIdentifier).processor }
            let request = EngineRequest(
                form: form, limit: nil, signedAt: 1_795_363_500 + round, mostPages: 500, seconds: 60)
            try input.fileHandleForWriting.write(contentsOf: EngineFrame.start(request, body: document.count))
            try input.fileHandleForWriting.write(contentsOf: document)
            let reading = output.fileHandleForReading
            guard let lengths = EngineFrame.lengths(try Self.read(reading, EngineFrame.prefixSize)) else {
                throw BenchDocuments.Failed()
            }
            let answer = try JSONDecoder().decode(EngineAnswer.self, from: try Self.read(reading, lengths.head))
            _ = try Self.read(reading, lengths.body)
            guard answer.fault == nil else { throw BenchDocuments.Failed() }
        }
        return (Usage.of(process.processIdentifier).processor - before) / Double(times)
    }

    private static func read(_ file: FileHandle, _ count: Int) throws -> Data {
        var data = Data()
        while data.count < count {
            guard let piece = try file.read(upToCount: count - data.count), !piece.isEmpty else {
                throw BenchDocuments.Failed()
            }
            data.append(piece)
        }
        return data
    }
}
