import CPoppler
import Foundation
import Renditions

/// A PDF file as a reader shows it: poppler.
final class PDFReading {
    private let document: OpaquePointer
    /// Poppler reads where it lies.
    private let bytes: Data
    let pageCount: Int
    /// The first of them, which poppler reads once for all that they are asked; of a long document not all, since each takes
    /// its memory.
    private var kept: [Int: OpaquePointer] = [:]
    private static let mostKept = 16

    /// A file of no pages that stays open: with the last one that is closed poppler forgets its tables of characters and
    /// fonts, and takes a millisecond to make them anew for the next (GlobalParamsIniter, poppler 22.12).
    private static let held: Void = {
        let bytes =
            Data(
                "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                    .utf8) + Data("trailer<</Size 3/Root 1 0 R>>\nstartxref\n0\n%%EOF\n".utf8)
        let held = bytes.withUnsafeBytes { g_bytes_new($0.baseAddress, gsize($0.count)) }
        _ = poppler_document_new_from_bytes(held, nil, nil)
        g_bytes_unref(held)
    }()

    init(_ bytes: Data) throws(FaultFound) {
        guard bytes.count >= PDFFile.least else { throw FaultFound(.broken) }
        _ = Self.held
        self.bytes = bytes
        let held = bytes.withUnsafeBytes { g_bytes_new_static($0.baseAddress, gsize($0.count)) }
        defer { g_bytes_unref(held) }
        guard let document = poppler_document_new_from_bytes(held, nil, nil) else { throw FaultFound(.broken) }
        self.document = document
        pageCount = Int(poppler_document_get_n_pages(document))
    }

    deinit {
        for page in kept.values { g_object_unref(UnsafeMutableRawPointer(page)) }
        g_object_unref(UnsafeMutableRawPointer(document))
    }

    var hasFiles: Bool { poppler_document_has_attachments(document) != 0 }

    /// One page; nil when the file names it but does not hold it.
    func withPage<Value>(_ index: Int, _ body: (OpaquePointer) throws -> Value) rethrows -> Value? {
        guard let page = kept[index] ?? poppler_document_get_page(document, Int32(index)) else { return nil }
        if index < Self.mostKept {
            kept[index] = page
            return try body(page)
        }
        defer { g_object_unref(UnsafeMutableRawPointer(page)) }
        return try body(page)
    }

    /// A page as it is drawn; nil for one that is not there, or larger than paper gets.
    func drawing(_ index: Int, resolution: Double) -> PageDrawing? {
        withPage(index) { PageDrawing($0, resolution: resolution) } ?? nil
    }

    func pages() throws(FaultFound) -> [MadePDF.Page] {
        var pages: [MadePDF.Page] = []
        for index in 0..<pageCount {
            guard let page = withPage(index, Self.content) else { throw FaultFound(.broken, page: index + 1) }
            pages.append(page)
        }
        return pages
    }

    private static func content(_ page: OpaquePointer) -> MadePDF.Page {
        let text = PageText(page).text
        let images = poppler_page_get_image_mapping(page)
        defer { poppler_page_free_image_mapping(images) }
        return MadePDF.Page(words: Words(joined(text)), images: Int(g_list_length(images)))
    }

    /// A word that was broken at a line's end with a hyphen is one word.
    private static func joined(_ text: String) -> String {
        // The bytes of a soft hyphen end with this one; most pages have none.
        text.utf8.contains(0xAD) && text.contains("\u{AD}\n") ? text.replacing("\u{AD}\n", with: "") : text
    }

    /// Typefaces that are not in the file and that a reader cannot be relied on to have or to replace rightly: those
    /// that are chosen by glyph number, and those with an encoding of their own.
    ///
    /// The 14 standard typefaces (ISO 32000-1, 9.6.2.2) and their metric equals may stay out.
    func hasMissingFonts() -> Bool {
        guard let info = poppler_font_info_new(document) else { return false }
        defer { poppler_font_info_free(info) }
        var iterator: OpaquePointer?
        guard poppler_font_info_scan(info, Int32(pageCount), &iterator) != 0, let fonts = iterator else { return false }
        defer { poppler_fonts_iter_free(fonts) }
        repeat {
            guard poppler_fonts_iter_is_embedded(fonts) == 0 else { continue }
            let name = poppler_fonts_iter_get_name(fonts).map { String(cString: $0) } ?? ""
            switch poppler_fonts_iter_get_font_type(fonts) {
            case POPPLER_FONT_TYPE_TYPE3: continue
            case POPPLER_FONT_TYPE_TYPE1, POPPLER_FONT_TYPE_TRUETYPE, POPPLER_FONT_TYPE_TYPE1C:
                let encoding = poppler_fonts_iter_get_encoding(fonts).map { String(cString: $0) } ?? ""
                if Self.isStandard(name) || ["WinAnsi", "MacRoman", "Standard"].contains(encoding) { continue }
                return true
            default: return true
            }
        } while poppler_fonts_iter_next(fonts) != 0
        return false
    }

    private static func isStandard(_ name: String) -> Bool {
        let families = ["Helvetica", "Times", "Courier", "Symbol", "ZapfDingbats", "Arial", "TimesNewRoman"]
        return families.contains { name.hasPrefix($0) }
    }
}
