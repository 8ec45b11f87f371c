/// Extracts frames from a stream of bytes (MLLP release 1: 0x0B, the message, 0x1C 0x0D).
///
/// A broken frame is returned with its fault, and never as a message. Line ends between frames are ignored.
public struct FrameReader: Sendable {
    /// The fault of bytes that are not a valid frame.
    public enum Fault: String, Sendable, CaseIterable {
        /// A message without 0x0B before it.
        case startMissing = "start-missing"
        /// 0x0B inside a frame: the end of the previous frame was lost, and there are two or more messages.
        case startInside = "start-inside"
        /// 0x0D 0x0C in place of 0x1C 0x0D.
        case formFeedEnd = "form-feed-end"
        /// Something other than a line end or a new frame after 0x1C.
        case endInside = "end-inside"
        /// The stream ended, or was silent for too long, within a frame.
        case cutOff = "cut-off"
        case empty
        case tooLarge = "too-large"
        /// A client of another protocol: TLS or HTTP.
        case tls, http
        /// Bytes outside a frame that are not a message.
        case stray
    }

    public enum Output: Equatable, Sendable {
        /// A complete frame without its enclosing bytes.
        ///
        /// - endsRightly: false if 0x0D was missing after 0x1C; some senders omit it.
        case frame([UInt8], endsRightly: Bool)
        /// Bytes that cannot be answered.
        ///
        /// - mustClose: true if the start of the next frame cannot be found; nothing more is read.
        case broken(Fault, [UInt8], mustClose: Bool)
    }

    private enum Place { case between, inside, ended, outside, closed }

    static let start: UInt8 = 0x0B
    static let end: UInt8 = 0x1C
    static let carriageReturn: UInt8 = 0x0D
    static let lineFeed: UInt8 = 0x0A
    static let formFeed: UInt8 = 0x0C

    private var place = Place.between
    private var content: [UInt8] = []
    private let limit: Int

    /// - Parameter limit: maximum size of a frame in bytes.
    public init(limit: Int) { self.limit = limit }

    /// The number of bytes held of an unfinished frame.
    public var held: Int { content.count }

    /// True after 0x1C: the next byte decides whether the frame ended correctly. `conclude` returns the frame without
    /// it.
    public var isAwaitingEnd: Bool { place == .ended }

    /// True between two frames, where the stream may end.
    public var isBetweenFrames: Bool { place == .between }

    /// Returns the frames and faults that these bytes complete, in order.
    public mutating func take(_ bytes: some Sequence<UInt8>) -> [Output] {
        let bytes = Array(bytes)
        var outputs: [Output] = []
        var index = 0
        while index < bytes.count {
            switch place {
            case .closed: return outputs
            case .between: between(bytes[index], &index)
            case .inside: inside(bytes, &index, &outputs)
            case .ended: ended(bytes[index], &index, &outputs)
            case .outside: outside(bytes, &index, &outputs)
            }
        }
        return outputs
    }

    /// Ends the frame, because the stream has ended or been silent for too long.
    ///
    /// - Returns: the frame if 0x1C was its last byte, or else the unfinished bytes; nil between frames.
    public mutating func conclude() -> Output? {
        var outputs: [Output] = []
        switch place {
        case .between, .closed: return nil
        case .ended: finish(endsRightly: false, &outputs)
        case .inside:
            close(
                content.suffix(2).elementsEqual([Self.carriageReturn, Self.formFeed]) ? .formFeedEnd : .cutOff, &outputs
            )
        case .outside: close(isMessage ? .startMissing : .stray, &outputs)
        }
        return outputs.first
    }

    private mutating func between(_ byte: UInt8, _ index: inout Int) {
        switch byte {
        case Self.start:
            place = .inside
            index += 1
        case Self.carriageReturn, Self.lineFeed: index += 1
        default: place = .outside
        }
    }

    private mutating func inside(_ bytes: [UInt8], _ index: inout Int, _ outputs: inout [Output]) {
        let stop = bytes[index...].firstIndex { $0 == Self.end || $0 == Self.start } ?? bytes.count
        content += bytes[index..<stop]
        index = stop
        guard content.count <= limit else { return close(.tooLarge, &outputs) }
        guard stop < bytes.count else { return }
        if bytes[stop] == Self.end {
            index += 1
            place = .ended
        } else {
            let isFormFeed = content.suffix(2).elementsEqual([Self.carriageReturn, Self.formFeed])
            content += bytes[stop...]
            index = bytes.count
            close(isFormFeed ? .formFeedEnd : .startInside, &outputs)
        }
    }

    private mutating func ended(_ byte: UInt8, _ index: inout Int, _ outputs: inout [Output]) {
        switch byte {
        case Self.carriageReturn:
            index += 1
            finish(endsRightly: true, &outputs)
        case Self.start, Self.lineFeed: finish(endsRightly: false, &outputs)
        default:
            content += [Self.end, byte]
            index += 1
            close(.endInside, &outputs)
        }
    }

    /// Collects a message without 0x0B up to its end, after which the next frame can be found.
    private mutating func outside(_ bytes: [UInt8], _ index: inout Int, _ outputs: inout [Output]) {
        let stop = bytes[index...].firstIndex { $0 == Self.end || $0 == Self.start } ?? bytes.count
        content += bytes[index..<stop]
        index = stop
        guard content.count <= limit else { return close(.tooLarge, &outputs) }
        if let fault = foreign {
            content += bytes[stop...]
            index = bytes.count
            return close(fault, &outputs)
        }
        guard stop < bytes.count else { return }
        let fault = isMessage ? Fault.startMissing : .stray
        if bytes[stop] == Self.end { index += 1 }
        outputs.append(.broken(fault, content, mustClose: false))
        content = []
        place = .between
    }

    private mutating func finish(endsRightly: Bool, _ outputs: inout [Output]) {
        outputs.append(
            content.isEmpty
                ? .broken(.empty, [], mustClose: false) : .frame(content, endsRightly: endsRightly))
        content = []
        place = .between
    }

    private mutating func close(_ fault: Fault, _ outputs: inout [Output]) {
        outputs.append(.broken(fault, content, mustClose: true))
        content = []
        place = .closed
    }

    private var isMessage: Bool {
        ["MSH", "FHS", "BHS"].contains { content.starts(with: $0.utf8) }
    }

    /// The protocol if the content begins with a TLS record (RFC 8446, 5.1) or an HTTP request.
    private var foreign: Fault? {
        if content.starts(with: [0x16, 0x03]) { return .tls }
        let methods = ["GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "CONNECT ", "PRI * "]
        return methods.contains { content.starts(with: $0.utf8) } ? .http : nil
    }
}

extension FrameReader {
    /// Encloses a message in an MLLP frame.
    public static func frame(_ message: some Sequence<UInt8>) -> [UInt8] {
        [start] + message + [end, carriageReturn]
    }
}
