import CQPDF
import Foundation
import Renditions

/// A file with only some of the operations on its pages and in its forms: what it shows without the others, and what
/// they show.
enum FilteredPages {
    enum Fate {
        case kept
        case leftOut
        /// Of what paints a path: the path ends, which cuts what follows where it was meant to.
        case unpainted
    }

    /// Where an operation stands.
    struct Place: Hashable {
        /// The number of a form's object; of a page, its index counted down from -1.
        var stream: Int32
        /// Among the stream's operations.
        var number: Int
    }

    static func stream(ofPage index: Int) -> Int32 { -1 - Int32(index) }

    /// - Parameter hasImages: false takes all images out, wherever they stand.
    static func file(
        of bytes: Data, prefix: String = "", hasImages: Bool = true,
        _ fate: (ContentOperations.Operation, Place) -> Fate
    ) throws(FaultFound) -> Data {
        let file = try PDFFile(bytes)
        for (index, page) in file.pages.enumerated() {
            let stream = PDFObject(file.handle, qpdf_oh_new_stream(file.handle))
            stream.replace(data: filtered(page.content, self.stream(ofPage: index), prefix, fate))
            qpdf_oh_replace_key(file.handle, page.handle, "/Contents", stream.handle)
        }
        for object in file.objects where object.isStream {
            if object["/Subtype"]?.isName("/Form") == true {
                object.replace(data: filtered(object.data, object.number, prefix, fate))
            } else if !hasImages && object["/Subtype"]?.isName("/Image") == true {
                object.remove("/Subtype")
            }
        }
        return try file.written(isPacked: false)
    }

    private static func filtered(
        _ content: [UInt8], _ stream: Int32, _ prefix: String,
        _ fate: (ContentOperations.Operation, Place) -> Fate
    ) -> [UInt8] {
        var result = Array(prefix.utf8)
        result.reserveCapacity(content.count)
        for (number, operation) in ContentOperations(content).enumerated() {
            switch fate(operation, Place(stream: stream, number: number)) {
            case .kept: result += content[operation.place]
            case .leftOut: break
            case .unpainted: result += " n".utf8
            }
        }
        return result
    }
}
