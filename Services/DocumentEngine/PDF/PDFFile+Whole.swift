import CQPDF
import Foundation
import Renditions

extension PDFFile {
    /// Reads the file to its end, every stream of it.
    func checkWhole() throws(FaultFound) {
        if isSurelyWhole() { return try checkContents() }
        // A file of its own, since what one has said of its damage it does not say again.
        let file = try PDFFile(bytes, isOpen: true)
        let result = qpdf_check_pdf(file.handle)
        let warnings = file.drainWarnings()
        guard result & 2 == 0, warnings.allSatisfy(Self.isOfLength) else { throw FaultFound(.broken) }
        if !warnings.isEmpty { wasRebuilt = true }
        try file.checkContents()
    }

    private func checkContents() throws(FaultFound) {
        for (index, page) in pages.enumerated() {
            guard let contents = page["/Contents"] else { continue }
            for stream in contents.isStream ? [contents] : contents.items where !unpacks(stream) {
                throw FaultFound(.broken, page: index + 1)
            }
        }
    }

    /// Whether all that qpdf's own check looks at is without fault, told in a fraction of its time: that check packs anew
    /// what it unpacks, to throw it away.
    ///
    /// - Returns: false also where only the check itself can tell.
    private func isSurelyWhole() -> Bool {
        for object in objects where object.isStream {
            guard let filter = object["/Filter"] else { continue }
            switch filter.name {
            // The check does not unpack these.
            case "/FlateDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode": continue
            case "/ASCIIHexDecode", "/AHx": if object.hexadecimalCount == nil { return false }
            default: return false
            }
        }
        guard qpdf_init_write(handle, "/dev/null") & 2 == 0 else { return false }
        qpdf_set_stream_data_mode(handle, qpdf_s_preserve)
        return qpdf_write(handle) & 2 == 0 && drainWarnings().isEmpty
    }

    private func unpacks(_ stream: PDFObject) -> Bool {
        var buffer: UnsafeMutablePointer<UInt8>?
        var count = 0
        var isDecoded: QPDF_BOOL = 0
        let status = qpdf_oh_get_stream_data(handle, stream.handle, qpdf_dl_generalized, &isDecoded, &buffer, &count)
        free(buffer)
        return status == 0 && isDecoded != 0 && drainWarnings().isEmpty
    }
}

extension PDFObject {
    /// How many bytes a stream holds that is written in hexadecimal digits alone, without unpacking it; nil where something
    /// else stands in it (ISO 32000-1, 7.4.2).
    var hexadecimalCount: Int? {
        guard self["/DecodeParms"] == nil else { return nil }
        var digits = 0
        for byte in packed {
            switch byte {
            case 0x30...0x39, 0x41...0x46, 0x61...0x66: digits += 1
            case 0x09, 0x0A, 0x0C, 0x0D, 0x20: continue
            case UInt8(ascii: ">"): return (digits + 1) / 2
            default: return nil
            }
        }
        return nil
    }
}
