import Foundation
import TestSupport
import Testing
import XML

/// Every input is an element or a named error, the same each time; `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("Damaged XML")
struct MutationTests {
    private static let tokens = [
        "<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;", "&#x110000;", "<![CDATA[", "]]>", "<!--",
        "-->",
        "<?", "?>", "<", ">", "/>", "\"", "'", "=", "xmlns:a='b'", "xml:space='x'", "\u{FEFF}", "\u{0}", "\r",
        "<?xml version='1.0' encoding='UTF-16'?>", "encoding='ISO-8859-1'", "encoding='UTF-7'", "\u{FFFE}", ":", "a:",
    ]

    private func outcome(_ data: Data, _ isPlain: Bool) -> Result<Element, XMLError> {
        Result { () throws(XMLError) in
            try XMLReader.read(data, keepsDocumentType: !isPlain, keepsWhiteSpace: !isPlain)
        }
    }

    @Test("is refused by name or read, and each time the same")
    func mutants() throws {
        let seed: UInt64 = 51
        var mutations = Mutations(seed: seed, of: try Hostile.goodDocuments(), tokens: Self.tokens)
        var taken = 0
        let rounds = Mutations.rounds(usual: 2000)
        for round in 0..<rounds {
            let data = mutations.mutant()
            let first = outcome(data, round % 2 == 0)
            #expect(first == outcome(data, round % 2 == 0), "seed \(seed), round \(round)")
            switch first {
            case .success(let element):
                taken += 1
                #expect(element.unwritablePath == nil, "seed \(seed), round \(round)")
            case .failure(let error): #expect(error.line >= 1)
            }
        }
        // Else the mutants would only ever try the first bytes.
        #expect(taken > rounds / 100)
    }

    @Test("is never read as something else: what is taken is written and read again as it was")
    func roundTrip() throws {
        var mutations = Mutations(seed: 52, of: try Hostile.goodDocuments(), tokens: Self.tokens)
        for round in 0..<Mutations.rounds(usual: 500) {
            guard case .success(let element) = outcome(mutations.mutant(), true) else { continue }
            #expect(outcome(try XMLWriter.document(element), true) == .success(element), "round \(round)")
        }
    }
}
