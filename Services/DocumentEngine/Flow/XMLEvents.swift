import Foundation
import Renditions
import XML

/// Reads XML from beginning to end and tells what comes, names as `XMLNames` has them; document types and anything
/// outside are refused.
enum XMLEvents {
    /// A document has no bytes or elements beyond these that its archive may unpack to; tables within tables, and
    /// groups of shapes, take it deeper than a message goes.
    private static let limits = XMLLimits(depth: 256, elements: 20_000_000)

    static func read(
        _ data: Data, begin: (String, [String: String]) -> Void, end: (String) -> Void, text: (String) -> Void
    ) throws(FaultFound) {
        var names = XMLNames()
        var fault: FaultFound?
        do throws(XMLError) {
            try XMLStream.read(data, limits: limits) { event in
                do throws(FaultFound) {
                    switch event {
                    case .start(let tag):
                        let (name, attributes) = try names.begin(tag)
                        begin(name, attributes)
                    case .text(let piece): text(piece)
                    case .end(let name): end(try names.end(name.text))
                    }
                    return .goOn
                } catch {
                    fault = error
                    return .stop
                }
            }
        } catch {
            // Neither format allows a document type declaration (ECMA-376 part 2, 10.1.2; ODF has no use for one).
            throw FaultFound(error == .documentType ? .activeContent : .broken)
        }
        if let fault { throw fault }
    }
}
