import CDispatch
import Foundation
import Letters
import Messages
import TestSupport
import Testing

@testable import Extraction

/// What holds for every type of source.
@Suite("Each source")
struct SourceConformanceTests {
    private func types(_ rig: any SourceRig) async throws -> [EventType] { try await rig.events().map(\.type) }

    private func extracted(_ rig: any SourceRig) async throws -> [DeliveryFacts] {
        try await rig.events().filter { $0.type == .letterExtracted }
            .map { try $0.payload(LetterExtracted.self).facts }
    }

    private func expectEquation(_ rig: any SourceRig, _ place: SourceLocation = #_sourceLocation) async throws {
        let counts = try await rig.counts()
        #expect(
            counts.in == counts.taken + counts.withheld + counts.rejected + counts.waiting, sourceLocation: place)
    }

    @Test("takes the same again once", arguments: SourceType.allCases)
    func sameAgain(type: SourceType) async throws {
        let rig = try await type.rig()
        for _ in 0..<3 { try await rig.give(GivenLetter()) }
        #expect(try await extracted(rig).count == 1)
        let counts = try await rig.counts()
        #expect(counts.taken == 3 && counts.duplicates == 2 && counts.in == 3)
    }

    @Test("withholds a letter that was changed without a revision", arguments: SourceType.allCases)
    func changed(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter())
        try await rig.give(GivenLetter(title: "Another title"))
        #expect(try await extracted(rig).count == 1)
        let withheld = try #require(try await rig.events().first { $0.type == .letterWithheld })
        #expect(try withheld.payload(LetterWithheld.self).reasons.map(\.code) == ["changed-without-revision"])
        #expect(try await rig.counts().withheld == 1)
    }

    @Test("takes a revision as the next letter of its chain", arguments: SourceType.allCases)
    func revision(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter())
        try await rig.give(GivenLetter(revision: 2, title: "Corrected"))
        let facts = try await extracted(rig)
        #expect(facts.map(\.revision) == [1, 2])
        #expect(Set(facts.map(\.chain)).count == 1 && Set(facts.map(\.letter)).count == 2)
    }

    @Test("takes a letter back with its deliveries, once however often it is said", arguments: SourceType.allCases)
    func withdrawnAfter(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter())
        try await rig.withdraw("L-1", revision: 1)
        try await rig.withdraw("L-1", revision: 1)
        let events = try await rig.events()
        #expect(events.map(\.type) == [.letterExtracted, .letterWithdrawn])
        let delivery = try events[0].payload(LetterExtracted.self).facts.delivery
        #expect(try events[1].payload(LetterWithdrawn.self).deliveries == [delivery])
        #expect(try await rig.counts().withdrawn == 2)
    }

    @Test("holds up a letter that comes after its withdrawal", arguments: SourceType.allCases)
    func withdrawnBefore(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.withdraw("L-1", revision: 1)
        try await rig.give(GivenLetter())
        #expect(try await types(rig) == [.letterWithdrawn, .letterWithheld])
        try await rig.give(GivenLetter(revision: 2, title: "Written anew"))
        #expect(try await extracted(rig).map(\.revision) == [2])
    }

    @Test("takes back an older revision alone where the source names it", arguments: SourceType.allCases)
    func withdrawnOlder(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter())
        try await rig.give(GivenLetter(revision: 2, title: "Corrected"))
        try await rig.withdraw("L-1", revision: 1)
        let deliveries = try await extracted(rig).map(\.delivery)
        let withdrawn = try #require(try await rig.events().last).payload(LetterWithdrawn.self).deliveries
        #expect(Set(withdrawn) == Set(rig.namesRevisions ? [deliveries[0]] : deliveries))
    }

    @Test("takes the good letters around a bad one", arguments: SourceType.allCases)
    func bad(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter(documentID: "L-1"))
        try await rig.giveGarbage()
        try await rig.give(GivenLetter(documentID: "L-2", hasPractice: false))
        try await rig.give(GivenLetter(documentID: "L-3"))
        #expect(try await extracted(rig).count == 2)
        let counts = try await rig.counts()
        #expect(counts.taken == 2 && counts.withheld == 1 && counts.rejected == 1)
        try await expectEquation(rig)
    }

    @Test("leaves an unsigned letter alone, and takes it when it is signed", arguments: SourceType.allCases)
    func signedLate(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter(documentID: "never", isSigned: false))
        try await rig.give(GivenLetter(documentID: "late", isSigned: false))
        #expect(try await rig.events().isEmpty)
        let counts = try await rig.counts()
        #expect(counts.waiting + counts.unsigned == 2)
        try await rig.give(GivenLetter(documentID: "late"))
        #expect(try await extracted(rig).count == 1)
        try await expectEquation(rig)
    }

    @Test(
        "takes nothing while the store is away, says so, and takes it when it is back", arguments: SourceType.allCases)
    func storeAway(type: SourceType) async throws {
        let rig = try await type.rig()
        try rig.setStoreAway(true)
        try await rig.give(GivenLetter())
        #expect(try await rig.events().isEmpty)
        #expect(rig.trouble != nil)
        try await expectEquation(rig)
        try rig.setStoreAway(false)
        try await rig.give(GivenLetter(documentID: "L-2"))
        if type == .hl7 { try await rig.give(GivenLetter()) }
        #expect(try await extracted(rig).count == 2)
        #expect(rig.trouble == nil)
    }

    @Test("decides the same when it ends without a word between any two steps", arguments: SourceType.allCases)
    func crashes(type: SourceType) async throws {
        let rig = try await type.rig()
        try await rig.give(GivenLetter())
        try await rig.crash()
        try await rig.give(GivenLetter())
        try await rig.crash()
        try await rig.give(GivenLetter(revision: 2, title: "Corrected"))
        try await rig.crash()
        try await rig.give(GivenLetter(revision: 2, title: "Corrected"))
        try await rig.withdraw("L-1", revision: 2)
        try await rig.crash()
        try await rig.withdraw("L-1", revision: 2)
        let types = try await types(rig)
        #expect(types.count { $0 == .letterExtracted } == 2 && types.count { $0 == .letterWithdrawn } == 1)
        let counts = try await rig.counts()
        #expect(counts.in == 6 && counts.duplicates == 2 && counts.withdrawn == 2)
    }

    @Test("takes hundreds at once, each once, with its counts right at every moment", arguments: SourceType.allCases)
    func many(type: SourceType) async throws {
        let rig = try await type.rig()
        let letters = (0..<400).map { GivenLetter(documentID: "L-\($0)") }
        let watching = Task {
            while !Task.isCancelled {
                try await expectEquation(rig)
                await Task.yield()
            }
        }
        try await rig.give(all: letters)
        watching.cancel()
        _ = await watching.result
        #expect(Set(try await extracted(rig).map(\.delivery)).count == 400)
        #expect(try await rig.counts().taken == 400)
    }

    @Test("that hangs, or cannot run, keeps no other from its letters")
    func neighbours() async throws {
        let drop = try Drop()
        let stuck = (1...4).map { SourceRun(Stuck(name: "stuck-\($0)"), logger: drop.dropFolder.logger) }
        let failing = SourceRun(Failing(), logger: drop.dropFolder.logger, pause: .milliseconds(10))
        let good = SourceRun(drop.dropFolder, logger: drop.dropFolder.logger)
        let tasks = (stuck + [failing, good]).map { run in Task { try await run.run() } }
        try drop.lay(Drop.letter())
        try await eventually("the letter is taken", within: .seconds(20)) { try await drop.counts().taken == 1 }
        for task in tasks { task.cancel() }
        Stuck.end()
    }
}

/// A source whose calls do not come back.
private struct Stuck: LetterSource {
    private static let gate = DispatchSemaphore(value: 0)
    var name: String
    var backlog: SourceBacklog { SourceBacklog() }

    func run() async throws { Self.wait() }

    private static func wait() { gate.wait() }

    static func end() { for _ in 0..<4 { gate.signal() } }

    func check() -> [String] { [] }
}

private struct Failing: LetterSource {
    struct Broken: Error {}

    let name = "failing"
    var backlog: SourceBacklog { SourceBacklog() }

    func run() async throws { throw Broken() }

    func check() -> [String] { [] }
}
