/// The content of one frame or file: a message, or a batch of messages (HL7 v2.8, 2.10.3).
public struct Batch: Equatable, Sendable {
    /// The bytes of each message, in order.
    public var messages: [[UInt8]]
    /// True if there were FHS or BHS segments.
    public var isBatch: Bool
    /// True if the number of messages differs from BTS-1, or the number of batches from FTS-1.
    public var miscounts: Bool

    /// Splits the bytes into messages. Two messages without a batch header are returned as one, which `HL7Message`
    /// refuses, because a sender that treats them as one waits for one answer.
    public init(_ bytes: [UInt8]) {
        let start = HL7Message.start(of: bytes)
        guard ["FHS", "BHS"].contains(where: { bytes[start...].starts(with: $0.utf8) }) else {
            self.init(messages: [bytes], isBatch: false, miscounts: false)
            return
        }
        self.init(messages: [], isBatch: true, miscounts: false)
        let delimiters = Delimiters(header: bytes[start...]) ?? .usual
        var (from, inBatch, batches): (Int?, Int, Int) = (nil, 0, 0)
        for line in HL7Message.lines(bytes, from: start) {
            let content = bytes[line.content]
            let name = String(decoding: content.prefix(3), as: UTF8.self)
            guard ["FHS", "BHS", "BTS", "FTS", "MSH"].contains(name) else { continue }
            if let begun = from { messages.append(Array(bytes[begun..<line.content.lowerBound])) }
            from = nil
            let trailer = Segment(name: name, content: content, end: [], delimiters: delimiters)
            let count = trailer.field(1).flatMap { Int(String(decoding: $0, as: UTF8.self)) }
            switch name {
            case "MSH": (from, inBatch) = (line.content.lowerBound, inBatch + 1)
            case "BHS": (inBatch, batches) = (0, batches + 1)
            case "BTS": if let count, count != inBatch { miscounts = true }
            case "FTS": if let count, count != batches { miscounts = true }
            default: break
            }
        }
        if let begun = from { messages.append(Array(bytes[begun...])) }
    }

    private init(messages: [[UInt8]], isBatch: Bool, miscounts: Bool) {
        self.messages = messages
        self.isBatch = isBatch
        self.miscounts = miscounts
    }
}
