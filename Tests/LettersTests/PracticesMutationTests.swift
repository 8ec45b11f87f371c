import Foundation
import Letters
import TestSupport
import Testing

/// `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("A damaged practices file")
struct PracticesMutationTests {
    @Test("is read or refused with its lines, and each time the same")
    func mutants() {
        let rows = [
            PracticesTests.header, "Y00001,Testing Practice,EMIS,,send-document,,X26GP001,mesh,,yes,,",
            "Y00001,\"Testing, \"\"Practice\"\"\",EMIS,clinical-letter,folder,,,folder,,,,",
            "Y00002,Praxis Zoë,TPP,,kettering,,X26GP002,mesh,1000000,,2026-01-01,2027-01-01",
        ]
        let whole = [
            "\(PracticesTests.header),successor,answers_from",
            "Y00001,,EMIS,,,,Y00001MB,mesh,,,,2026-01-01,Y00002,Y00001HUB Y00001OLD",
        ]
        let good = [
            rows.joined(separator: "\n"), rows.joined(separator: "\r\n"), whole.joined(separator: "\n"),
        ].map { Data($0.utf8) }
        var mutations = Mutations(
            seed: 56, of: good, tokens: [",", "\"", "\n", "\r", "\u{FEFF}", "\u{0}", ";", "99999999999999999999"])
        for round in 0..<Mutations.rounds(usual: 1000) {
            let data = mutations.mutant()
            let outcomes = (0..<2).map { _ in Result { () throws(PracticesError) in try Practices(csv: data) } }
            #expect(outcomes[0] == outcomes[1], "round \(round)")
            if case .failure(let error) = outcomes[0] { #expect(!error.faults.isEmpty) }
        }
    }
}
