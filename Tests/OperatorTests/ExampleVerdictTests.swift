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

    @Test("leaves none of them out", .enabled(if: isThere, "../shared/cases is absent"))
    func whole() throws {
        let there = try FileManager.default.subpathsOfDirectory(atPath: Self.formats.path).filter { path in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(
                atPath: Self.formats.appending(path: path).path, isDirectory: &isFolder)
            return isThere && !isFolder.boolValue && !path.hasSuffix("SOURCES")
                && !PublishedFile.specifications.contains { path.hasPrefix($0) }
        }
        #expect(Set(there) == Set(PublishedFile.all.map(\.path)))
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
