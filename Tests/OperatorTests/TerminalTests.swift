import ArgumentParser
import Foundation
import Letters
import Messages
import Operations
import Testing

@testable import Operator

@Suite("What the operator reads")
struct TerminalTests {
    @Test("is a table with columns as wide as they must be")
    func table() {
        var table = Table("A", "BB", "C")
        table.add("long", "x", "")
        table.add("y", "", "end")
        #expect(table.text == "A     BB  C\nlong  x\ny         end")
    }

    @Test("shows what would colour, move or turn the terminal, and does not do it")
    func hostile() {
        let hostile = "\u{1B}[2J\u{1B}]0;pwned\u{07} \u{9B}31m\u{7F}\u{202E}x\r\n\u{2028}\u{FEFF}Zoë Ó 日本"
        let shown = TerminalText.escaped(hostile)
        #expect(shown.hasPrefix("\\u{1b}[2J\\u{1b}]0;pwned\\u{7} \\u{9b}31m\\u{7f}\\u{202e}x\\u{d}\\u{a}"))
        #expect(shown.hasSuffix("Zoë Ó 日本"))
        #expect(TerminalText.escaped("a\nb\r", keepingLines: true) == "a\nb\\u{d}")
        var table = Table("A")
        table.add("one\ntwo")
        #expect(table.text == "A\none\\u{a}two")
    }

    @Test(
        "is an age in the two largest units",
        arguments: [
            (5.0, "5 s"), (65.0, "1 min"), (3600.0, "1 h"), (3900.0, "1 h 5 min"), (90_000.0, "1 d 1 h"),
            (777_600.0, "9 d"), (-5.0, "0 s"),
        ])
    func age(seconds: Double, text: String) {
        #expect(Age.text(from: Samples.now - seconds, to: Samples.now) == text)
    }

    @Test("is a letter's way, step by step with each code in words")
    func trace() throws {
        let facts = try String(decoding: JSONEncoder.meshPost.encode(Samples.facts()), as: UTF8.self)
        let json = """
            {"facts": \(facts), "state": "rejected", "code": "20006", "since": "2026-11-22T10:00:00Z", "isDone": false,
             "advice": "Mend it.", "timeline": [
               {"time": "2026-11-22T09:00:00Z", "type": "letter.sent", "source": "transport", "meshMessageID": "M1"},
               {"time": "2026-11-22T10:00:00Z", "type": "letter.rejected", "source": "acknowledgement",
                "code": "20006", "words": "the message's header is not valid"}]}
            """
        let letter = try JSONDecoder.meshPost.decode(ReportedLetter.self, from: Data(json.utf8))
        let text = LetterTrace(letter: letter, now: Samples.now).text
        #expect(text.contains("rejected (20006)"))
        #expect(text.contains("MESH M1"))
        #expect(text.contains("to do      Mend it."))
        #expect(text.contains("the message's header is not valid"))
        #expect(text.contains("Y00001"))
        try letter.mayBeSentAgain()
        var filed = letter
        filed.state = "filed"
        let error = #expect(throws: Trouble.self) { try filed.mayBeSentAgain() }
        #expect(error?.description.contains("--force") == true)
    }

    @Test("is each service's readiness, in the pipeline's order")
    func addresses() throws {
        let services = try ServiceAddresses.read(
            file: nil,
            list: ["reporting=http://127.0.0.1:9/", "extraction=http://127.0.0.1:8", "conversion-2=http://h:1"])
        #expect(services.map(\.name) == ["extraction", "conversion-2", "reporting"])
        #expect(services.last?.base.absoluteString == "http://127.0.0.1:9")
        for list in [[], ["reporting"], ["reporting=127.0.0.1:9"]] {
            #expect(throws: Trouble.self) { try ServiceAddresses.read(file: nil, list: list) }
        }
    }

    @Test("is what each part of a service that is not ready misses")
    func readiness() {
        let body = Data("{\"ready\": false, \"parts\": {\"broker\": \"ready\", \"mesh\": \"no answer\"}}".utf8)
        #expect(Readiness(status: 503, body: body) == Readiness(isReady: false, missing: ["mesh: no answer"]))
        #expect(Readiness(status: 500, body: Data()) == Readiness(isReady: false, missing: ["/readyz answered 500"]))
        #expect(Readiness(status: 200, body: Data("{\"parts\": {}}".utf8)).isReady)
    }

    @Test("is help for every command", arguments: ["parked", "letter", "topology", "health"])
    func help(command: String) {
        #expect(OperatorMain.helpMessage().contains(command))
    }

    @Test(
        "is refused when it is said too little",
        arguments: [
            ["parked", "replay"], ["parked", "replay", "x", "--all"], ["parked", "discard", "--reason", "none"],
            ["parked", "discard", "x", "--code", "y", "--reason", "both"],
        ])
    func incomplete(arguments: [String]) {
        #expect(throws: (any Error).self) { try OperatorMain.parseAsRoot(arguments) }
    }
}
