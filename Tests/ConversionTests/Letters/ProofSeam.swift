import Foundation
import Renditions

@testable import DocumentEngine

/// The product's judge alone, with pages that were made elsewhere: what `DocumentPipeline` does between layout and answer.
enum ProofSeam {
    /// Why these pages may not stand for that document; nil where they may.
    static func fault(of document: Data, shownBy pages: Data) -> FaultFound? {
        guard let type = DocumentType(contentOf: document) else { return FaultFound(.typeUnsupported) }
        let request = EngineRequest(form: .pdf, limit: nil, signedAt: 0, mostPages: 500, seconds: 60)
        do throws(FaultFound) {
            let source = try Source(type, document, request)
            let made = try MadePDF(pages, alterations: ["converted"])
            try source.compare(with: made)
            try VisibleWords.check(made)
            try VisibleImages.check(made)
            return nil
        } catch {
            return error
        }
    }
}
