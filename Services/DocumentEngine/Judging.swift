import Crypto
import Foundation
import Renditions

/// Pages about which a person may decide: what is doubted, and what is to be looked at.
struct Doubted: Error {
    /// The pages as a file.
    private let bytes: Data
    private let told: EngineAnswer

    init(found: FaultFound, pages: MadePDF) {
        bytes = pages.bytes
        var answer = EngineAnswer(fault: found, type: .pdf)
        answer.isDoubted = true
        answer.pages = pages.pages.count
        answer.alterations = pages.alterations
        told = answer
    }

    var answer: (EngineAnswer, Data) { (told, bytes) }

    /// By which a person's release names pages: SHA-256 in hexadecimal digits.
    static func hash(_ made: MadePDF) -> String {
        SHA256.hash(data: made.bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension DocumentPipeline {
    /// Judges pages that were made of a document before, perhaps by another version.
    ///
    /// - Throws: `FaultFound` for pages that do not show it whole, or that would not be made of it any more.
    func judge(_ pages: Data, of source: Source) throws -> EngineAnswer {
        let made = try MadePDF(pages, alterations: [])
        if case .pdf(let inspected) = source.content {
            try source.compare(with: made)
            for (index, page) in inspected.pages.enumerated() {
                let lost = Fidelity(input: page.words, output: [made.pages[index].words]).lost
                if lost > 0 { throw FaultFound(.contentLost, page: index + 1, count: lost) }
            }
        }
        if let doubt = try doubt(about: made, of: source) { throw doubt }
        var answer = EngineAnswer(type: .pdf)
        answer.pages = made.pages.count
        (answer.words, answer.images) = (source.words.count, source.images)
        return answer
    }
}
