import ArgumentParser
import Engines
import Foundation
import Operations
import Renditions
import XML

extension DocumentCommand {
    /// `meshpost document FILE`
    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what would become of a document, and what it holds that is not known.",
            discussion: """
                Reads, lays out and compares the document as conversion would, and keeps nothing. Try a site's templates
                with it: what they hold that no table names is listed by its name in the format, with how often it is
                there. It prints nothing of the text. Ends with 1 where the document would not be sent by itself.
                """)

        @Argument(help: "The document.")
        var file: String

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let data = try InputFile.read(file)
                let engines = DocumentEngines(try await options.settings().value(of: ConversionSetting.engine))
                try engines.check()
                defer { engines.endAll() }
                let answer = try await engines.render(
                    Bytes(data), as: .pdf, limit: nil, signedAt: Date(timeIntervalSince1970: 0)
                ) { _ in { _ in } }
                let inspected = InspectedDocument(answer)
                say(inspected.text)
                if let trouble = inspected.trouble { throw Trouble(trouble) }
            }
        }
    }
}

/// A summary of the engine's answer for a document, in lines; it holds none of the document's text.
struct InspectedDocument {
    private let answer: EngineAnswer

    init(_ answer: EngineAnswer) { self.answer = answer }

    var text: String {
        var lines = ["format     \(answer.format?.rawValue ?? "none that is known")", "outcome    \(outcome)"]
        if let found = answer.fault {
            let place = [
                found.count.map { "\($0) words, letters, pages or images" }, found.page.map { "page \($0)" },
                found.shownName,
            ].compactMap(\.self).joined(separator: ", ")
            lines.append("code       \(found.fault.rawValue)\(place.isEmpty ? "" : " (\(place))")")
        } else {
            lines.append("shown      \(answer.pages) pages, \(answer.words) words, \(answer.images) images")
        }
        let unknown = answer.constructs.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let names = unknown.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        lines.append("unknown    \(names.isEmpty ? "nothing" : names)")
        return lines.joined(separator: "\n")
    }

    /// The reason why the document would not be sent without a person; nil if it would.
    var trouble: String? {
        guard let found = answer.fault else { return nil }
        return answer.isDoubted
            ? "the letter would wait for a person, who looks at the document beside its pages"
            : "the letter would be refused: DOCUMENTS.md says what to do about \(found.fault.rawValue)"
    }

    private var outcome: String {
        if answer.fault != nil { return answer.isDoubted ? "goes to a person" : "refused" }
        return answer.alterations.isEmpty ? "sent as it came" : "sent \(answer.alterations.joined(separator: ", "))"
    }
}
