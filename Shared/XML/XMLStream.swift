import CXML
public import Foundation

/// Parses XML and passes on the events; the only place where XML is parsed.
///
/// The XML must be well-formed, with no entities but the five predefined ones, no external content and no document type
/// that contains definitions.
public enum XMLStream {
    /// Size in bytes from which libxml2 must be told that the document is huge, because its default limits are lower
    /// than ours.
    private static let large = 9_000_000

    /// - Parameters:
    ///   - takesUndeclared: accepts elements and attributes with an undeclared prefix; they have no namespace.
    ///   - takesNamedType: accepts a document type that only names a definition; the definition is never read.
    ///   - take: called for each event in order, on the calling thread.
    /// - Throws: `XMLError`. The events before the error belong to a document that is refused.
    public static func read(
        _ data: Data, limits: XMLLimits = XMLLimits(), encodings: XMLEncodings = .standard,
        takesNamedType: Bool = false, takesUndeclared: Bool = false, _ take: (XMLEvent) -> XMLStep
    ) throws(XMLError) {
        let text = try XMLText(data, encodings, limit: limits.size)
        try MarkupScan.check(text.bytes, limits, takesNamedType: takesNamedType)
        let refusal = withoutActuallyEscaping(take) { take in
            let session = XMLSession(limits, takesNamedType, takesUndeclared, take)
            let end = withExtendedLifetime(session) {
                text.bytes.withUnsafeBufferPointer { bytes in
                    var handler = meshpost_xml_handler(
                        reader: Unmanaged.passUnretained(session).toOpaque(),
                        start: { XMLSession.at($0)?.start($1, $2, $3, $4, $5, $6, $7) ?? 1 },
                        text: { XMLSession.at($0)?.text($1, $2) ?? 1 }, end: { XMLSession.at($0)?.end() ?? 1 },
                        document_type: { XMLSession.at($0)?.documentType() ?? 1 })
                    return meshpost_xml_parse(bytes.baseAddress, bytes.count > large ? 1 : 0, &handler)
                }
            }
            return session.refusal(end)
        }
        if let refusal { throw refusal }
    }
}

/// The state of one document while it is parsed.
private final class XMLSession {
    private struct Key: Hashable {
        let name, prefix, address: UnsafePointer<UInt8>?
    }

    /// The number of events between two checks of the processor time.
    private static let eventsPerLook = 256

    private let limits: XMLLimits
    private let takesNamedType: Bool
    private let takesUndeclared: Bool
    private let take: (XMLEvent) -> XMLStep
    private let started = XMLSession.processorTime()
    /// Names by their addresses in libxml2, which stores each name and namespace once.
    private var names: [Key: XMLName] = [:]
    private var open: [(name: XMLName, namespaces: Int)] = []
    private var namespaces = 0
    private var elements = 0
    private var events = 0
    /// Character data since the last tag.
    private var pending: [UInt8] = []
    private var failure: ((Int) -> XMLError)?

    init(
        _ limits: XMLLimits, _ takesNamedType: Bool, _ takesUndeclared: Bool, _ take: @escaping (XMLEvent) -> XMLStep
    ) {
        self.limits = limits
        self.takesNamedType = takesNamedType
        self.takesUndeclared = takesUndeclared
        self.take = take
    }

    static func at(_ pointer: UnsafeMutableRawPointer?) -> XMLSession? {
        pointer.map { Unmanaged<XMLSession>.fromOpaque($0).takeUnretainedValue() }
    }

    func refusal(_ end: meshpost_xml_end) -> XMLError? {
        let line = max(1, Int(end.line))
        if let failure { return failure(line) }
        if end.error == Int32(bitPattern: XML_ERR_NAME_TOO_LONG.rawValue) { return .beyond(.nameLength, line: line) }
        return end.error == 0 ? nil : .notXML(line: line)
    }

    func start(
        _ name: UnsafePointer<UInt8>?, _ prefix: UnsafePointer<UInt8>?, _ address: UnsafePointer<UInt8>?,
        _ declarations: Int32, _ declared: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ attributes: Int32, _ values: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) -> Int32 {
        if settle() != 0 { return 1 }
        let (declarations, attributes) = (Int(declarations), Int(attributes))
        elements += 1
        namespaces += declarations
        if open.count >= limits.depth { return fail(.depth) }
        if elements > limits.elements { return fail(.elements) }
        if attributes + declarations > limits.attributes || namespaces > limits.attributes { return fail(.attributes) }
        guard let name = self.name(name, prefix, address) else { return 1 }
        var read: [XMLTag.Attribute] = []
        if let values, attributes > 0 {
            read.reserveCapacity(attributes)
            for index in 0..<attributes {
                let value = values + 5 * index
                guard let name = self.name(value[0], value[1], value[2]) else { return 1 }
                guard let begin = value[3], let end = value[4], end - begin <= limits.text else { return fail(.text) }
                let text = String(decoding: UnsafeBufferPointer(start: begin, count: end - begin), as: UTF8.self)
                read.append(.init(name: name, text: text))
            }
        }
        var brought: [XMLTag.Declaration] = []
        if let declared, declarations > 0 {
            for index in 0..<declarations {
                let prefix = declared[2 * index].map(Self.string) ?? ""
                brought.append(.init(prefix: prefix, address: declared[2 * index + 1].map(Self.string) ?? ""))
            }
        }
        open.append((name, declarations))
        return tell(.start(XMLTag(name: name, attributes: read, namespaces: brought)))
    }

    func text(_ bytes: UnsafePointer<UInt8>?, _ count: Int32) -> Int32 {
        guard let bytes, count > 0 else { return 0 }
        if pending.count + Int(count) > limits.text { return fail(.text) }
        pending.append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
        return 0
    }

    func end() -> Int32 {
        if settle() != 0 { return 1 }
        guard let (name, declarations) = open.popLast() else { return 1 }
        namespaces -= declarations
        return tell(.end(name))
    }

    func documentType() -> Int32 {
        if takesNamedType { return 0 }
        failure = { _ in .documentType }
        return 1
    }

    private func fail(_ bound: XMLLimits.Bound) -> Int32 {
        failure = { .beyond(bound, line: $0) }
        return 1
    }

    private func settle() -> Int32 {
        guard !pending.isEmpty else { return 0 }
        let text = String(decoding: pending, as: UTF8.self)
        pending.removeAll(keepingCapacity: pending.capacity < 1 << 20)
        return tell(.text(text))
    }

    private func tell(_ event: XMLEvent) -> Int32 {
        events += 1
        if events % Self.eventsPerLook == 0, Self.processorTime() - started > limits.time { return fail(.time) }
        return take(event) == .goOn ? 0 : 1
    }

    /// Nil for a name that is refused; `failure` then says why.
    private func name(
        _ name: UnsafePointer<UInt8>?, _ prefix: UnsafePointer<UInt8>?, _ address: UnsafePointer<UInt8>?
    ) -> XMLName? {
        let key = Key(name: name, prefix: prefix, address: address)
        if let known = names[key] { return known }
        let local = name.map(Self.string) ?? ""
        let text = prefix.map { "\(Self.string($0)):\(local)" } ?? local
        guard text.utf8.count <= limits.nameLength else {
            failure = { .beyond(.nameLength, line: $0) }
            return nil
        }
        if prefix != nil, address == nil, !takesUndeclared {
            failure = { .undeclaredPrefix(line: $0) }
            return nil
        }
        let read = XMLName(text: text, local: local, namespace: address.map(Self.string))
        names[key] = read
        return read
    }

    private static func string(_ bytes: UnsafePointer<UInt8>) -> String { String(cString: bytes) }

    /// The processor time that this thread has used.
    private static func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
