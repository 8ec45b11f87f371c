import Foundation
import Renditions
import Testing

@testable import DocumentEngine

/// Runs the product's checks alone on pages made elsewhere: the steps of `DocumentPipeline` between layout and answer.
enum ProofSeam {
    /// Returns why these pages must not replace the document; nil if they may. Also renders the pages that `ClearPages`
    /// would skip, and expects the same result.
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
