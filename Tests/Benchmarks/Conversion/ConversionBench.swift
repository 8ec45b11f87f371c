import ArgumentParser
import Foundation
import Letters
import TestSupport

/// Measures the conversion service on letters that wait in its queue, `soffice --headless` with a process per document,
/// and each step of the conversion. Build the services too: `swift build -c release`.
struct ConversionBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conversion", abstract: "Letters per second, processor time and memory per letter, by profile.")

    @Option(help: "Letters for each measurement.")
    var letters = 300

    @Option(help: "Letters that conversion works on at a time.")
    var workers = 2

    @Option(help: "Megabytes of the large document whose memory is measured; 0 leaves it out.")
    var large = 100

    @Option(help: "File for the figures, as JSON.")
    var json: String?

    func run() async throws {
        print(Machine.line)
        let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let samples = try BenchDocuments(directory)
        let stand = try await ConversionStand(directory, workers: workers)
        var report = BenchReport("conversion")
        do {
            try await service(stand, samples, &report)
            try parts(samples, &report)
        } catch {
            await stand.stop()
            throw error
        }
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
        try report.write(to: json)
    }

    private func service(_ stand: ConversionStand, _ samples: BenchDocuments, _ report: inout BenchReport) async throws
    {
        print("\n\(letters) letters each, \(workers) at a time, warm engines; the service and its engines together\n")
        var table = Table("letter", "letters/s", "CPU ms/letter", "ms/letter", "service MB", "all engines MB")
        let cases: [(String, String, Data?, Int)] = [
            ("PDF 100 kB, folder", "Y00001", samples.pdf, letters),
            ("PDF 100 kB, send-document", "Y00002", samples.pdf, letters),
            ("PDF 100 kB, kettering", "Y00003", samples.pdf, letters),
            ("PDF 100 kB, kettering as TIFF", "Y00006", samples.pdf, letters / 10),
            ("PDF 100 kB, itk2", "Y00008", samples.pdf, letters),
            ("PDF 100 kB, ukcore", "Y00009", samples.pdf, letters),
            ("sections and PDF, toc", "Y00004", samples.pdf, letters),
            ("sections, toc", "Y00004", nil, letters),
            ("sections, kettering as HTML", "Y00005", nil, letters),
            ("DOCX 1 page, send-document", "Y00002", samples.onePage, letters),
            ("DOCX 10 pages, send-document", "Y00002", samples.tenPages, letters / 4),
        ]
        for (name, recipient, document, count) in cases {
            _ = try await stand.convert(4, of: document, for: recipient)
            let run = try await stand.convert(max(1, count), of: document, for: recipient)
            table.add(
                name, run.rate.text(0), (run.processor * 1000).text(2), (run.seconds * 1000).text(2),
                run.service.megabytes, run.engines.megabytes)
            report.note("\(name): letters_per_second", run.rate, "1/s")
            report.note("\(name): cpu_per_letter", run.processor * 1000, "ms")
            report.note("\(name): service_memory", Double(run.service), "B")
            report.note("\(name): engines_memory", Double(run.engines), "B")
            if name.hasPrefix("DOCX 1 page") {
                let alone = try samples.soffice(times: 5)
                table.add("soffice --headless for each", (1 / alone).text(2), "", (alone * 1000).text(0), "", "")
                report.note(peer: "soffice", "seconds_per_document", alone, "s")
                report.note(ratio: "conversion.docx_over_soffice_per_document", run.rate * alone)
            }
        }
        if large > 0 {
            let run = try await stand.convert(1, of: BenchDocuments.scan(megabytes: large), for: "Y00007")
            table.add(
                "PDF \(large) MB, send-document", run.rate.text(2), (run.processor * 1000).text(0),
                (run.seconds * 1000).text(0), run.service.megabytes, run.engines.megabytes)
            report.note("PDF \(large) MB: service_memory", Double(run.service), "B")
            report.note("PDF \(large) MB: engines_memory", Double(run.engines), "B")
        }
        print(table.text)
    }

    private func parts(_ samples: BenchDocuments, _ report: inout BenchReport) throws {
        print("\nThe parts, each alone\n")
        var table = Table("part", "CPU ms/letter")
        for (name, seconds) in try ConversionParts(samples).measured(times: letters) {
            table.add(name, (seconds * 1000).text(3))
            report.note("\(name): cpu_per_letter", seconds * 1000, "ms")
        }
        print(table.text)
    }
}

extension Int {
    fileprivate var megabytes: String { (Double(self) / 1_048_576).text(0) }
}
