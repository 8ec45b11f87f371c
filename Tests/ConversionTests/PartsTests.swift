import FHIR
import Foundation
import Letters
import Pipeline
import Testing

@testable import Conversion

@Suite("The parts of conversion")
struct PartsTests {
    @Test("every concept of the care setting table has a right check digit (SNOMED CT: Verhoeff)")
    func concepts() {
        let rows = CareSettingTable.sameName + CareSettingTable.sameWords
        for concept in rows.map(\.concept) + CareSettingTable.others.map(\.concept) {
            #expect(Verhoeff.isValid(concept), "\(concept)")
        }
        #expect(Set(rows.map(\.function)).count == rows.count)
    }

    @Test("the care setting that the source gives goes before the treatment function's")
    func careSetting() {
        let encounter = Encounter(specialty: "320", careSetting: "700433006")
        #expect(CareSettings.coding(for: encounter)?.display == "Gastroenterology service")
        #expect(CareSettings.coding(for: Encounter(specialty: "320"))?.code == "789718008")
        #expect(CareSettings.coding(for: Encounter(specialty: "999")) == nil)
    }

    @Test(
        "a subject is one line of printable ASCII, at most 500 characters",
        arguments: [
            ("Zoë Müller’s letter", "Zoe Muller's letter"), ("a\r\nMex-To: b", "a Mex-To: b"), ("☃", "?"),
        ])
    func subject(text: String, result: String) {
        #expect(HeaderText.subject(text) == result)
        #expect(HeaderText.subject(String(repeating: text, count: 200)).count <= 500)
    }

    @Test("no more letters are worked on at a time than there are workers, and none is forgotten")
    func workers() async throws {
        let workers = Workers(count: 2)
        let busy = Busy()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try? await workers.run {
                        await busy.begin()
                        await Task.yield()
                        await busy.end()
                        if number % 7 == 0 { throw Refusal.restricted }
                    }
                }
            }
        }
        #expect(await busy.most <= 2)
        #expect(await busy.done == 40)
    }

    @Test("work that takes every worker waits for all of them, and holds up what comes behind it")
    func shares() async throws {
        let workers = Workers(count: 4)
        let busy = Busy()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                let share = number % 5 == 0 ? 8 : 1
                group.addTask {
                    await workers.run(taking: share) {
                        for _ in 0..<min(share, 4) { await busy.begin() }
                        await Task.yield()
                        for _ in 0..<min(share, 4) { await busy.end() }
                    }
                }
            }
        }
        #expect(await busy.most <= 4)
        #expect(await busy.done == 8 * 4 + 32)
    }

    private actor Busy {
        private var now = 0
        private(set) var most = 0
        private(set) var done = 0

        func begin() {
            now += 1
            most = max(most, now)
        }

        func end() {
            now -= 1
            done += 1
        }
    }
}

/// The Verhoeff check digit of SNOMED CT identifiers.
enum Verhoeff {
    private static let rotation = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    private static let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

    /// Returns the product in the dihedral group D5, on which the Verhoeff scheme is based.
    private static func times(_ a: Int, _ b: Int) -> Int {
        switch (a < 5, b < 5) {
        case (true, true): (a + b) % 5
        case (true, false): 5 + (a + b - 5) % 5
        case (false, true): 5 + (a - 5 - b + 5) % 5
        case (false, false): (a - b + 5) % 5
        }
    }

    static func isValid(_ digits: String) -> Bool {
        var check = 0
        for (position, digit) in digits.reversed().compactMap(\.wholeNumberValue).enumerated() {
            let moved = (0..<position % 8).reduce(rotation[digit]) { value, _ in permutation[value] }
            check = times(check, moved)
        }
        return check == 0
    }
}
