import Foundation
import Testing

@Suite("The documents")
struct DocumentTests {
    @Test("name only tests, links and files that exist")
    func existing() throws {
        let tests = try TestIndex()
        for path in try Repository.documents() {
            let document = DocumentFindings(path: path, text: try Repository.text(path), tests: tests)
            #expect(document.all == [])
        }
    }

    @Test("would be found to name what does not exist")
    func madeUp() throws {
        let tests = try TestIndex()
        let madeUp = [
            "`ArchitectureTests.DocumentTests/nowhere`", "`ArchitectureTests.NowhereTests/madeUp`", "`NowhereTests`",
            "[a guide](NOWHERE.md)", "`Shared/Nowhere/Nowhere.swift`", "`deploy/nowhere --quick`",
        ]
        for text in madeUp {
            #expect(DocumentFindings(path: "deploy/docs/X.md", text: text, tests: tests).all.count == 1, "\(text)")
        }
        let real = """
            `ArchitectureTests.DocumentTests/madeUp`, `ArchitectureTests.DocumentTests`, `DocumentTests`,
            [the contract](CONTRACT.md#broker), [elsewhere](https://example.org/x), `deploy/test --quick`, `Shared/Letters`
            """
        #expect(DocumentFindings(path: "deploy/docs/X.md", text: real, tests: tests).all == [])
    }

    @Test("and the lanes name only suites that exist, since one that does not is run by nobody")
    func lanes() throws {
        let tests = try TestIndex()
        let text = try Repository.text("Tests/Lanes/Lane.swift")
        let named = text.matches(of: /"(\w+Tests\.\w+)"/).map { String($0.1) }
        #expect(named.count > 40)
        for name in named { #expect(tests.names.contains(name), "Tests/Lanes/Lane.swift names \(name)") }
    }

    @Test("tell what bites in RabbitMQ by sentences of tests")
    func sentences() throws {
        let tests = try TestIndex()
        let rows = try Repository.text("Shared/Broker/README.md").split(separator: "\n").filter { $0.hasPrefix("|") }
        var found = 0
        for row in rows {
            let proof = row.split(separator: "|").last ?? ""
            for (place, span) in proof.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            where !place.isMultiple(of: 2) && span.contains(" ") {
                found += 1
                let beginning = span.hasSuffix("…") ? String(span.dropLast()) : nil
                let isThere = tests.sentences.contains { sentence in
                    beginning.map { sentence.hasPrefix($0) } ?? (sentence == span)
                }
                #expect(isThere, "no test says: \(span)")
            }
        }
        #expect(found > 10)
    }

    @Test("that comments name are in the repository")
    func comments() throws {
        let documents = try ["deploy", "Services", "Shared", "Tests"].flatMap { folder in
            try Repository.files(under: folder, endingIn: ".md")
        }
        let names = Set((documents + ["README.md"]).map { String($0.split(separator: "/").last ?? "") })
        let sources = try ["Services", "Shared", "Tests"].flatMap { folder in
            try Repository.files(under: folder, endingIn: ".swift")
        }
        for path in sources {
            let text = try Repository.text(path)
            guard text.contains(".md") else { continue }
            for line in text.split(separator: "\n") where line.contains("//") && line.contains(".md") {
                let comment = line.split(separator: "//", maxSplits: 1).last ?? ""
                for match in comment.matches(of: /[\w.\/-]+\.md\b/) {
                    let name = String(match.0)
                    let isThere = name.contains("/") ? Repository.exists(name) : names.contains(name)
                    #expect(isThere, "\(path) names \(name)")
                }
            }
        }
    }
}
