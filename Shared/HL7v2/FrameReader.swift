/// Takes frames out of a stream of bytes as they arrive (MLLP release 1: 0x0B, the message, 0x1C 0x0D).
///
/// A frame that is broken is given as it is, with what is wrong with it, and never as a message. Between frames, line
/// ends count for nothing.
public struct FrameReader: Sendable {
    /// What is wrong with bytes that are no frame.
    public enum Fault: String, Sendable, CaseIterable {
        /// A message without 0x0B before it.
        case startMissing = "start-missing"
        /// 0x0B inside a frame: the end of the frame before was lost, and there are two messages or more.
        case startInside = "start-inside"
        /// 0x0D 0x0C in place of 0x1C 0x0D.
        case formFeedEnd = "form-feed-end"
        /// Something other than a line end or a frame after 0x1C.
        case endInside = "end-inside"
        /// The stream ended, or was silent for too long, inside a frame.
        case cutOff = "cut-off"
        case empty
        case tooLarge = "too-large"
        /// A client of another protocol.
        case tls, http
        /// Bytes outside a frame that are no message.
        case stray
    }

    public enum Output: Equatable, Sendable {
        /// A whole frame, without what encloses it.
        ///
        /// - endsRightly: false where 0x0D was missing after 0x1C, which some senders leave out.
        case frame([UInt8], endsRightly: Bool)
        /// Nothing to answer.
        ///
        /// - mustClose: where the next frame begins cannot be told; nothing more is read.
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

    /// - Parameter limit: the largest frame, in bytes.
    public init(limit: Int) { self.limit = limit }

    /// How many bytes of an unfinished frame are held.
    public var held: Int { content.count }

    /// A frame has ended, and whether it ended rightly shows in the next byte; `conclude` gives it without.
    public var isAwaitingEnd: Bool { place == .ended }

    /// Between two frames: the stream may end here.
    public var isBetweenFrames: Bool { place == .between }

    /// What the bytes complete, in their order.
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

    /// The stream has ended, or nothing has come for a time that the caller knows.
    ///
    /// - Returns: the frame whose 0x1C was the last byte, or what was left unfinished; nil between frames.
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

    /// A message without its first byte is kept to its end, whereafter the next frame can be told.
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

    /// The beginning of a TLS record (RFC 8446, 5.1), or of an HTTP request.
    private var foreign: Fault? {
        if content.starts(with: [0x16, 0x03]) { return .tls }
        let methods = ["GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "CONNECT ", "PRI * "]
        return methods.contains { content.starts(with: $0.utf8) } ? .http : nil
    }
}

extension FrameReader {
    /// A message as MLLP frames it.
    public static func frame(_ message: some Sequence<UInt8>) -> [UInt8] {
        [start] + message + [end, carriageReturn]
    }
}
