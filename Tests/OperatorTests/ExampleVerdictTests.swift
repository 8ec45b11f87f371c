import Foundation
import Testing

@testable import Operator

@Suite("meshpost validate on the specifications' own files")
struct ExampleVerdictTests {
    private static let formats = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/cases/formats")
    private static let isThere = FileManager.default.fileExists(atPath: formats.path)

    @Test(
        "has a verdict of each of them", .enabled(if: isThere, "../shared/cases is absent"),
        arguments: PublishedFile.all)
    func verdict(file: PublishedFile) throws {
        let data = try Data(contentsOf: Self.formats.appending(path: file.path))
        switch file.verdict {
        case .right(let words):
            let message = try JudgedMessage(data)
            #expect(message.problems == [])
            #expect(message.summary.hasPrefix("It is \(words)"), "\(message.summary)")
        case .wrong(let places):
            let message = try JudgedMessage(data)
            for place in places {
                #expect(message.problems.contains { $0.contains(place) }, "\(place)")
            }
            for problem in message.problems {
                #expect(places.contains { problem.contains($0) }, "\(problem) is not said in the table")
            }
            #expect(!message.summary.contains("cannot be read"))
        case .other(let words):
            let trouble = #expect(throws: Trouble.self) { try JudgedMessage(data) }
            #expect(trouble?.description.hasPrefix("the file is ") == true)
            #expect(trouble?.description.contains(words) == true, "\(trouble?.description ?? "")")
        }
    }

    /// The cases grow: what the table does not name must still be told in words, and never end the tool.
    @Test("says what each other file there is", .enabled(if: isThere, "../shared/cases is absent"))
    func others() throws {
        let named = Set(PublishedFile.all.map(\.path))
        for path in try FileManager.default.subpathsOfDirectory(atPath: Self.formats.path) where !named.contains(path) {
            if PublishedFile.specifications.contains(where: path.hasPrefix) { continue }
            guard let data = FileManager.default.contents(atPath: Self.formats.appending(path: path).path) else {
                continue
            }
            do {
                #expect(try JudgedMessage(data).summary.hasPrefix("It "), "\(path)")
            } catch {
                let trouble = try #require(error as? Trouble, "\(path): \(error)")
                #expect(trouble.description.hasPrefix("the file is "), "\(path)")
            }
        }
    }

    @Test(
        "tells what a profile allows, and we never write, from what is wrong",
        .enabled(if: isThere, "../shared/cases is absent"))
    func notes() throws {
        let message = try JudgedMessage(
            Data(contentsOf: Self.formats.appending(path: "itk3/examples/ITK-EDIS-Example-1.xml")))
        #expect(message.notes.contains("Encounter.hospitalization is never written"))
        #expect(message.notes.contains("PractitionerRole.meta.profile is none that we write"))
        #expect(Set(message.notes).isDisjoint(with: message.problems))
    }
}
