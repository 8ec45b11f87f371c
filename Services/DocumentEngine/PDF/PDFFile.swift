import CQPDF
import Foundation
import Renditions

/// A PDF file as its objects: qpdf.
final class PDFFile {
    private(set) var handle: qpdf_data?
    /// Held, because qpdf reads it where it lies.
    let bytes: Data
    /// No PDF file has fewer bytes. (More than `Data` keeps within itself, so that they have a place of their own.)
    static let least = 64
    /// The table of its objects, or what it says of how long a stream is, was wrong and could be found anew.
    var wasRebuilt = false

    /// - Parameter isOpen: a file that is encrypted and asks for no password is taken as well.
    init(_ bytes: Data, isOpen: Bool = false) throws(FaultFound) {
        guard bytes.count >= Self.least else { throw FaultFound(.broken) }
        self.bytes = bytes
        handle = qpdf_init()
        qpdf_silence_errors(handle)
        qpdf_set_suppress_warnings(handle, 1)
        let result = bytes.withUnsafeBytes { source in
            qpdf_read_memory(handle, "letter", source.bindMemory(to: CChar.self).baseAddress, UInt64(source.count), nil)
        }
        let isEncrypted = Self.refersToEncryption(bytes)
        guard result & 2 == 0 else { throw FaultFound(isEncrypted ? .encrypted : .broken) }
        if isEncrypted || qpdf_is_encrypted(handle) != 0 {
            guard isOpen, qpdf_is_encrypted(handle) != 0 else { throw FaultFound(.encrypted) }
        }
        wasRebuilt = !drainWarnings().isEmpty
    }

    deinit { qpdf_cleanup(&handle) }

    /// What qpdf says of damage since it was asked last.
    func drainWarnings() -> [String] {
        var warnings: [String] = []
        while qpdf_more_warnings(handle) != 0 {
            let warning = qpdf_next_warning(handle)
            guard qpdf_get_error_code(handle, warning) == qpdf_e_damaged_pdf else { continue }
            warnings.append(qpdf_get_error_message_detail(handle, warning).map { String(cString: $0) } ?? "")
        }
        return warnings
    }

    /// What qpdf says where a stream ends elsewhere than the file says, and it finds the end by its mark.
    static func isOfLength(_ warning: String) -> Bool {
        [
            "expected endstream", "attempting to recover stream length", "recovered stream length", "/Length key",
            "object has offset 0",
        ]
        .contains { warning.contains($0) }
    }

    /// `/Encrypt` followed by a reference (`12 0 R`) or a dictionary (`<<`), which running text would hardly be
    /// (ISO 32000-1, 7.6.1).
    private static func refersToEncryption(_ data: Data) -> Bool {
        let name = "/Encrypt"
        let length = name.utf8.count
        return data.withUnsafeBytes { bytes in
            var position = 0
            while let start = bytes.baseAddress, position + length <= bytes.count,
                let found = memchr(start + position, 0x2F, bytes.count - position - length + 1)
            {
                position = UnsafeRawPointer(found) - start
                if memcmp(found, name, length) != 0 {
                    position += 1
                    continue
                }
                position += length
                let next = String(decoding: bytes[position...].prefix(40), as: UTF8.self)
                if next.prefixMatch(of: /\s*(<<|\d+\s+\d+\s+R)/) != nil { return true }
            }
            return false
        }
    }

    var isEncrypted: Bool { qpdf_is_encrypted(handle) != 0 }
    var root: PDFObject { PDFObject(handle, qpdf_get_root(handle)) }
    var trailer: PDFObject { PDFObject(handle, qpdf_get_trailer(handle)) }
    /// Every object that the file numbers.
    var objects: [PDFObject] {
        let count = trailer["/Size"]?.integer ?? 0
        return (1..<max(2, min(count, 1_000_000))).map {
            PDFObject(handle, qpdf_get_object_by_id(handle, Int32($0), 0))
        }
    }
    var pages: [PDFObject] {
        let count = qpdf_get_num_pages(handle)
        guard count > 0 else { return [] }
        return (0..<Int(count)).map { PDFObject(handle, qpdf_get_page_n(handle, $0)) }
    }

    /// Whether it holds pages that its list of pages has not, as a file does whose true list was lost.
    var hasLoosePages: Bool {
        let listed = Set(pages.map(\.number))
        return objects.contains {
            $0.isDictionary && $0["/Type"]?.isName("/Page") == true && !listed.contains($0.number)
        }
    }

    /// The images of dots that the file holds; masks of others are none.
    var images: [PDFObject] {
        let images = objects.filter { $0.isStream && $0["/Subtype"]?.isName("/Image") == true }
        let masks = Set(images.flatMap { [$0["/SMask"], $0["/Mask"]] }.compactMap { $0?.number })
        return images.filter { !masks.contains($0.number) }
    }

    /// The file written anew; the same objects give the same bytes.
    ///
    /// - Parameter isPacked: small, which takes its time.
    func written(isPacked: Bool = true) throws(FaultFound) -> Data {
        trailer.remove("/ID")
        trailer.remove("/DocChecksum")
        guard qpdf_init_write_memory(handle) & 2 == 0 else { throw FaultFound(.broken) }
        qpdf_set_deterministic_ID(handle, 1)
        qpdf_set_object_stream_mode(handle, isPacked ? qpdf_o_generate : qpdf_o_disable)
        qpdf_set_preserve_encryption(handle, 0)
        if !isPacked { qpdf_set_compress_streams(handle, 0) }
        guard qpdf_write(handle) & 2 == 0 else { throw FaultFound(.broken) }
        return Data(bytes: qpdf_get_buffer(handle), count: qpdf_get_buffer_length(handle))
    }

    /// A file that was just made, with nothing in it of the machine and the hour that made it.
    static func settled(_ bytes: Data, signedAt: Int) throws(FaultFound) -> Data {
        let file = try PDFFile(bytes)
        file.root.remove("/Metadata")
        file.trailer.remove("/Info")
        qpdf_set_info_key(file.handle, "/CreationDate", date(signedAt))
        qpdf_set_info_key(file.handle, "/Producer", "MeshPost")
        return try file.written()
    }

    /// ISO 32000-1, 7.9.4.
    static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        return String(
            format: "D:%04d%02d%02d%02d%02d%02dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
            parts.tm_hour, parts.tm_min, parts.tm_sec)
    }
}

/// One object of a file, for as long as the file is held.
struct PDFObject {
    let file: qpdf_data?
    let handle: qpdf_oh

    init(_ file: qpdf_data?, _ handle: qpdf_oh) {
        self.file = file
        self.handle = handle
    }

    subscript(_ key: String) -> PDFObject? {
        let value = PDFObject(file, qpdf_oh_get_key_if_dict(file, dictionary, key))
        return qpdf_oh_is_null(file, value.handle) != 0 ? nil : value
    }

    private var dictionary: qpdf_oh { qpdf_oh_is_stream(file, handle) != 0 ? qpdf_oh_get_dict(file, handle) : handle }

    /// What a page says or, where it does not, the lists of pages that it stands in (ISO 32000-1, 7.7.3.4).
    func inherited(_ key: String) -> PDFObject? {
        var holder: PDFObject? = self
        for _ in 0..<50 {
            if let value = holder?[key] { return value }
            holder = holder?["/Parent"]
        }
        return nil
    }

    func has(_ key: String) -> Bool { self[key] != nil }
    func isName(_ name: String) -> Bool { qpdf_oh_is_name_and_equals(file, handle, name) != 0 }
    var isTrue: Bool { qpdf_oh_is_bool(file, handle) != 0 && qpdf_oh_get_bool_value(file, handle) != 0 }
    var name: String? { qpdf_oh_is_name(file, handle) != 0 ? String(cString: qpdf_oh_get_name(file, handle)) : nil }
    /// That of the object in its file.
    var number: Int32 { qpdf_oh_get_object_id(file, handle) }
    var isStream: Bool { qpdf_oh_is_stream(file, handle) != 0 }
    var isDictionary: Bool { qpdf_oh_is_dictionary(file, handle) != 0 }
    var integer: Int? {
        qpdf_oh_is_integer(file, handle) != 0 ? Int(qpdf_oh_get_int_value_as_int(file, handle)) : nil
    }
    var text: String? {
        qpdf_oh_is_string(file, handle) != 0 ? String(cString: qpdf_oh_get_utf8_value(file, handle)) : nil
    }
    /// A number of either kind.
    var real: Double? {
        qpdf_oh_is_number(file, handle) != 0 ? qpdf_oh_get_numeric_value(file, handle) : nil
    }
    var items: [PDFObject] {
        guard qpdf_oh_is_array(file, handle) != 0 else { return [] }
        return (0..<qpdf_oh_get_array_n_items(file, handle)).map {
            PDFObject(file, qpdf_oh_get_array_item(file, handle, $0))
        }
    }
    var keys: [String] {
        guard isDictionary || isStream else { return [] }
        var keys: [String] = []
        qpdf_oh_begin_dict_key_iter(file, dictionary)
        while qpdf_oh_dict_more_keys(file) != 0 { keys.append(String(cString: qpdf_oh_dict_next_key(file))) }
        return keys
    }

    func set(_ key: String, to value: Int) {
        qpdf_oh_replace_key(file, dictionary, key, qpdf_oh_new_integer(file, Int64(value)))
    }

    /// What a stream holds, unpacked; nothing where it does not unpack.
    var data: [UInt8] {
        unpacked { buffer, count in
            var isDecoded: QPDF_BOOL = 0
            return qpdf_oh_get_stream_data(file, handle, qpdf_dl_generalized, &isDecoded, &buffer, &count)
        }
    }
    /// What a stream holds as the file has it.
    var packed: [UInt8] {
        unpacked { buffer, count in
            var isDecoded: QPDF_BOOL = 0
            return qpdf_oh_get_stream_data(file, handle, qpdf_dl_none, &isDecoded, &buffer, &count)
        }
    }
    /// What is drawn on a page, in however many streams.
    var content: [UInt8] { unpacked { qpdf_oh_get_page_content_data(file, handle, &$0, &$1) } }

    private func unpacked(_ give: (inout UnsafeMutablePointer<UInt8>?, inout Int) -> QPDF_ERROR_CODE) -> [UInt8] {
        var buffer: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = give(&buffer, &count)
        defer { free(buffer) }
        guard status & 2 == 0, let buffer else { return [] }
        return Array(UnsafeBufferPointer(start: buffer, count: count))
    }

    func replace(data: [UInt8]) {
        qpdf_oh_replace_stream_data(
            file, handle, data, data.count, qpdf_oh_new_null(file), qpdf_oh_new_null(file))
    }

    func remove(_ key: String) { qpdf_oh_remove_key(file, dictionary, key) }
}
