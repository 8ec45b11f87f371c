import CCurl
import Foundation

/// Callbacks of libcurl, called on the owner thread.
extension Transfer {
    typealias DataCallback = @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    static let onHeader: DataCallback = { bytes, size, count, context in
        guard let transfer = of(context), let bytes else { return 0 }
        let isTaken = transfer.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count))
        return isTaken ? size * count : 0
    }

    /// Maximum size of all headers together, in bytes; those of MESH are under 4,000 (specification 2.0.0).
    static let mostHeaderBytes = 32_768

    private func take(header bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= Self.mostHeaderBytes else {
            stop(.odd, "its headers have more than \(Self.mostHeaderBytes) bytes")
            return false
        }
        if bytes.starts(with: "HTTP/".utf8) {
            headers = HeaderFields()
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let (name, value) = (Self.text(bytes[..<colon]).lowercased(), Self.text(bytes[(colon + 1)...]))
            if request.isSingular(name), let former = headers[name], former != value {
                stop(.odd, "its header \(name) stands twice, with two values")
                return false
            }
            headers[name] = value
        }
        return true
    }

    /// Decodes a header without surrounding white space. HTTP headers are Latin-1, in which every byte is a character,
    /// so decoding cannot fail.
    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
        let kept = bytes[...last].drop(while: isBlank)
        guard kept.contains(where: { $0 > 0x7F }) else { return String(decoding: kept, as: UTF8.self) }
        return String(String.UnicodeScalarView(kept.map { Unicode.Scalar($0) }))
    }

    static let beforeRequest:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32
        ) -> Int32 = { context, _, _, _, localPort in
            guard let transfer = of(context), !transfer.isClean(port: Int(localPort)) else { return CURL_PREREQFUNC_OK }
            transfer.isConnectionSoiled = true
            return CURL_PREREQFUNC_ABORT
        }

    static let onTrace:
        @convention(c) (
            UnsafeMutableRawPointer?, curl_infotype, UnsafeMutablePointer<CChar>?, Int, UnsafeMutableRawPointer?
        ) -> Int32 = { _, kind, _, count, context in
            if kind == CURLINFO_DATA_IN { of(context)?.wireBytes += count }
            return 0
        }

    static let onBody: DataCallback = { bytes, size, count, context in
        guard let transfer = of(context) else { return 0 }
        return transfer.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    private func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard isBodyJudged || judgeHead() else { return false }
        guard let inflater else { return keep(bytes) }
        switch inflater.feed(bytes, keep) {
        case .goOn: return true
        case .stopped: return false
        case .broken:
            // `.odd` causes a repetition, which must not append to bytes that were kept already.
            stop(received == 0 ? .odd : .dropped, "its body is not the gzip that it says")
            return false
        }
    }

    private var status: Int { number(CURLINFO_RESPONSE_CODE) }
    private var isForSink: Bool { request.sink != nil && (status == 200 || status == 206) }

    /// Checks status and headers before the first byte of the body is kept.
    private func judgeHead() -> Bool {
        isBodyJudged = true
        if isForSink, let objection = request.objection(status, headers) {
            stop(.odd, objection)
            return false
        }
        switch headers["content-encoding"]?.lowercased() {
        case nil, "identity": return true
        case "gzip", "x-gzip":
            inflater = Inflater()
            if inflater == nil { stop(.local, "no memory to unpack the response") }
            return inflater != nil
        default:
            stop(.odd, "it is encoded in a way that we do not take")
            return false
        }
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard received + bytes.count <= request.limit else {
            stop(.tooLarge, "the response has more than \(request.limit) bytes")
            return false
        }
        received += bytes.count
        guard let sink = request.sink, isForSink else {
            body.append(contentsOf: bytes)
            return true
        }
        do {
            try sink.write(bytes)
            return true
        } catch {
            stop(.local, "what was received could not be stored: \(type(of: error))")
            return false
        }
    }

    static let onRead: DataCallback = { bytes, size, count, context in
        guard let transfer = of(context) else { return Int(CURL_READFUNC_ABORT) }
        return transfer.fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let source = request.body, offset < source.size else { return 0 }
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(source.size - offset))
        do {
            let count = try source.read(offset, room)
            guard count > 0 else {
                stop(.local, "what is to be sent is shorter than it was said to be")
                return Int(CURL_READFUNC_ABORT)
            }
            offset += count
            return count
        } catch {
            stop(.local, "what is to be sent could not be read: \(type(of: error))")
            return Int(CURL_READFUNC_ABORT)
        }
    }

    static let onSeek: @convention(c) (UnsafeMutableRawPointer?, curl_off_t, Int32) -> Int32 = {
        context, offset, origin in
        guard let transfer = of(context), origin == SEEK_SET, transfer.request.isRepeatable else {
            return CURL_SEEKFUNC_FAIL
        }
        transfer.offset = Int(offset)
        return CURL_SEEKFUNC_OK
    }
}
