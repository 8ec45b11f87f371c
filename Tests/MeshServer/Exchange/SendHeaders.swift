/// The headers of a send, validated as MESH does.
struct SendHeaders: Codable, Equatable {
    var to: String
    var workflow: String
    var chunks = 1
    var subject = ""
    var localID = ""
    var partnerID = ""
    var fileName = ""
    var checksum = ""
    var contentType = ""
    var contentEncoding = ""
    var compressed = ""
    var encrypted = ""

    init(to: String, workflow: String) {
        self.to = to
        self.workflow = workflow
    }

    private static let limits = [
        "mex-to": 100, "mex-workflowid": 300, "mex-chunk-range": 20, "mex-subject": 500, "mex-localid": 300,
        "mex-partnerid": 500, "mex-filename": 300, "mex-content-checksum": 100, "mex-content-type": 100,
    ]

    /// - Parameters:
    ///   - header: Returns the value of a header by its lower-case name.
    ///   - sender: The mailbox that sends.
    init(sender: String, _ header: (String) -> String?) throws(Refusal) {
        let missing = ["mex-to", "mex-workflowid"].filter { header($0) == nil }
        guard missing.isEmpty else { throw .missing(missing) }
        for (name, limit) in Self.limits {
            guard let value = header(name) else { continue }
            guard value.unicodeScalars.count <= limit else {
                let problem = "String should have at most \(limit) characters"
                throw .invalid([.init(place: "header", name: name, problem: problem)])
            }
            guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
                throw .controlCharacters
            }
        }
        for name in ["mex-to", "mex-workflowid", "mex-content-checksum"] where header(name)?.contains("://") == true {
            throw .controlCharacters
        }
        to = (header("mex-to") ?? "").trimmed
        guard !to.isEmpty else { throw .noRecipient }
        workflow = (header("mex-workflowid") ?? "").trimmed
        if let from = header("mex-from"), !from.isEmpty, from.uppercased() != sender { throw .wrongSender }
        if let type = header("mex-messagetype"), !type.isEmpty, type.uppercased() != "DATA" { throw .wrongType }
        if let version = header("mex-version"), !version.isEmpty, version != "1.0" { throw .wrongVersion }
        contentEncoding = try Self.encoding(header("content-encoding"))
        let range = try ChunkRange(header("mex-chunk-range"))
        guard range.number == 1 else { throw .badChunkRange }
        chunks = range.total
        subject = header("mex-subject") ?? ""
        localID = header("mex-localid") ?? ""
        partnerID = header("mex-partnerid") ?? ""
        fileName = header("mex-filename") ?? ""
        checksum = header("mex-content-checksum") ?? ""
        contentType = header("mex-content-type") ?? header("content-type") ?? "application/octet-stream"
        compressed = header("mex-content-compressed") ?? ""
        encrypted = header("mex-content-encrypted") ?? ""
    }

    /// Parses a content encoding, which must be empty or `gzip`.
    static func encoding(_ value: String?) throws(Refusal) -> String {
        let word = (value ?? "").trimmed.lowercased()
        guard word.isEmpty || word == "gzip" else { throw .unsupportedEncoding }
        return word
    }
}

/// The header `mex-chunk-range`: `2:3` is the second of three chunks.
struct ChunkRange: Equatable {
    var number: Int
    var total: Int

    /// Parses the header; nil means the only chunk.
    init(_ text: String?) throws(Refusal) {
        let text = (text ?? "").trimmed
        guard !text.isEmpty else {
            (number, total) = (1, 1)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let total = parts[1], number > 0, total > 0 else {
            throw .badChunkRange
        }
        (self.number, self.total) = (number, total)
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    var trimmed: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let text = String(self)
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }
}
