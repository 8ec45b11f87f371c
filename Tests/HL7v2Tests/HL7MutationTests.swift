import Foundation
import TestSupport
import Testing

@testable import HL7v2

/// `MESHPOST_FUZZ_ROUNDS=N` tries more.
@Suite("A damaged HL7 message")
struct HL7MutationTests {
    private static let samples: [Data] = {
        let texts = ["OBX|1|FT|L||{\\E\\rtf1 a\\T\\b\\E\\par}||||||F", "OBX|1|TX|L||a\\.br\\b\\X41\\||||||F"]
        let own = [Sample.message()] + texts.map { Sample.message(document: [$0]) }
        let given = GivenFiles.all.compactMap { try? GivenFiles.bytes($0) }
        return own.map { Data($0.bytes) } + given.map { Data($0) }
    }()

    private static let tokens = [
        "\r", "\n", "\u{B}", "\u{1C}\r", "|", "^", "~", "&", "\\", "\\E\\", "\\X0D\\", "\\.in+9223372036854775807\\",
        "\\.sp99\\",
        "MSH|^~\\&|", "OBX|1|ED|", "BTS|9", "FHS|^~\\&|", "Base64", "=", "\"\"", "{\\rtf", "<?xml ", "\\C2842\\",
        "\u{0}", "é",
    ]

    @Test("is read or refused by name, each time the same, and written again as it was")
    func mutants() {
        var mutations = Mutations(seed: 19, of: Self.samples, tokens: Self.tokens)
        var feed = Sample.feed
        feed.kind.otherwise = "clinical-letter"
        let rounds = Mutations.rounds(usual: 2000)
        var read = 0
        for round in 0..<rounds {
            let bytes = Array(round % 2 == 0 ? mutations.mutant() : mutations.plausible())
            for part in Batch(bytes).messages {
                guard let message = try? HL7Message(part) else { continue }
                read += 1
                #expect(message.bytes == part, "round \(round)")
                feed.charset = round % 3 == 0 ? .windows1252 : nil
                let verdict = Sample.judge(message, feed)
                #expect(verdict == Sample.judge(message, feed), "round \(round)")
                if case .withheld(let faults, _) = verdict { #expect(!faults.isEmpty, "round \(round)") }
                for answer in Acknowledgement.answers(to: message, .taken, .both, id: "1", now: "2") {
                    #expect((try? HL7Message(answer))?.bytes == answer, "round \(round)")
                }
            }
        }
        // Else the mutants would only ever try the first bytes.
        #expect(read > rounds / 10)
    }

    @Test("in a stream of frames is a frame or what is wrong with one, and no byte of it is held twice")
    func frames() {
        let framed = Self.samples.map { Data(FrameReader.frame($0)) } + Self.samples.prefix(3).map { $0 + $0 }
        var mutations = Mutations(seed: 20, of: framed, tokens: Self.tokens)
        for round in 0..<Mutations.rounds(usual: 1000) {
            let bytes = Array(mutations.mutant())
            var (whole, pieces) = (FrameReader(limit: 100_000), FrameReader(limit: 100_000))
            var (one, many) = (whole.take(bytes), [FrameReader.Output]())
            let size = Int.random(in: 1...500, using: &mutations)
            for start in stride(from: 0, to: bytes.count, by: size) {
                many += pieces.take(bytes[start..<min(bytes.count, start + size)])
            }
            if let last = whole.conclude() { one.append(last) }
            if let last = pieces.conclude() { many.append(last) }
            #expect(Self.frames(one) == Self.frames(many), "round \(round)")
            let held = one.reduce(0) { sum, output in
                switch output {
                case .frame(let bytes, _), .broken(_, let bytes, _): sum + bytes.count
                }
            }
            #expect(held <= bytes.count, "round \(round)")
        }
    }

    private static func frames(_ outputs: [FrameReader.Output]) -> [[UInt8]] {
        outputs.compactMap { if case .frame(let bytes, _) = $0 { bytes } else { nil } }
    }
}
