import Foundation
import Renditions
import Testing

@testable import DocumentEngine

/// The product's judge alone, with pages that were made elsewhere: what `DocumentPipeline` does between layout and answer.
enum ProofSeam {
    /// Why these pages may not stand for that document; nil where they may. Pages that are taken as clear are drawn as well,
    /// which must find the same.
    static func fault(of document: Data, shownBy pages: Data) -> FaultFound? {
        guard let type = DocumentType(contentOf: document) else { return FaultFound(.typeUnsupported) }
        let request = EngineRequest(form: .pdf, limit: nil, signedAt: 0, mostPages: 500, seconds: 60)
        do throws(FaultFound) {
            let source = try Source(type, document, request)
            let made = try MadePDF(pages, alterations: ["converted"])
            try source.compare(with: made)
            let found = seen(made, clear: try ClearPages(made))
            #expect(found == seen(made, clear: ClearPages()), "pages taken as clear are judged otherwise when drawn")
            return found
        } catch {
            return error
        }
    }

    private static func seen(_ made: MadePDF, clear: ClearPages) -> FaultFound? {
        do throws(FaultFound) {
            try VisibleWords.check(made, clear: clear)
            try VisibleImages.check(made, clear: clear)
            return nil
        } catch {
            return error
        }
    }
}
