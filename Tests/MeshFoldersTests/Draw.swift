import Foundation
import MeshFolders

/// Control files as some client might write them, the same for the same seed.
struct Draw {
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    var generator: Generator

    init(seed: UInt64) { generator = Generator(state: seed &* 7919) }

    private mutating func maybe() -> Bool { Bool.random(using: &generator) }

    private mutating func text(_ most: Int = 20) -> String? {
        guard maybe() else { return nil }
        let letters = Array("ABCxyz019 &<>'\"_-./")
        let count = Int.random(in: 1...most, using: &generator)
        let text = String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "A" })
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        return trimmed.isEmpty ? nil : trimmed
    }

    private mutating func flag() -> Bool? { maybe() ? maybe() : nil }

    mutating func controlFile() -> ControlFile {
        var file = ControlFile()
        file.version = "1.0"
        (file.addressType, file.messageType) = (text(), maybe() ? .data : .report)
        (file.from, file.to, file.fromSMTP, file.toSMTP) = (text(), text(), text(), text())
        (file.subject, file.localID, file.messageID) = (text(), text(), text())
        (file.partnerID, file.processID, file.workflowID) = (text(), text(), text())
        (file.mayCompress, file.mayChunk, file.isEncrypted, file.isCompressed) = (flag(), flag(), flag(), flag())
        file.checksum = text()
        file.status = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            StatusRecord(
                dateTime: "20261123071500",
                event: [.collect, .transfer, .send, .receive].randomElement(using: &generator) ?? .send,
                isSuccess: maybe(), code: ["00", "05", "06", "EPL-151"].randomElement(using: &generator) ?? "00",
                description: text() ?? "")
        }
        return file
    }

    /// The same said otherwise: another order, other cases, the older spelling, blanks, elements that nobody knows.
    mutating func variant(of file: ControlFile) -> String {
        var elements: [(String, String?)] = [
            ("Version", file.version), ("AddressType", file.addressType),
            ("MessageType", file.isReport ? "REPORT" : "data"), ("From_DTS", file.from), ("To_DTS", file.to),
            ("From_ESMTP", file.fromSMTP), ("To_ESMTP", file.toSMTP), ("Subject", file.subject),
            ("LocalId", file.localID), ("DTSId", file.messageID), ("PartnerId", file.partnerID),
            ("ProcessId", file.processID), ("WorkflowId", file.workflowID), ("Compress", word(file.mayCompress)),
            ("AllowChunking", word(file.mayChunk)), ("Encrypted", word(file.isEncrypted)),
            ("IsCompressed", word(file.isCompressed)), (maybe() ? "DataCheckSum" : "DataChecksum", file.checksum),
            ("Unheard", "<Of><LocalId>not this one</LocalId></Of>"),
        ]
        elements.shuffle(using: &generator)
        var lines = elements.map { name, value -> String in
            let tag = [name, name.uppercased(), name.lowercased()].randomElement(using: &generator) ?? name
            guard let value else { return maybe() ? "" : maybe() ? "<\(tag)/>" : "<\(tag) > </\(tag) >" }
            return "<\(tag)>\n\t\(name == "Unheard" ? value : escaped(value)) </\(tag)>"
        }
        for record in file.status {
            let events = ["TRANSFER": "Transfer to DTS Server", "SEND": "send"]
            let code = record.code.hasPrefix("0") && maybe() ? String(record.code.dropFirst()) : record.code
            lines.append(
                """
                <StatusRecord><StatusCode>\(code)</StatusCode><Unheard/>
                <Event>\(maybe() ? record.event.word : events[record.event.word] ?? record.event.word)</Event>
                <Status>\(record.isSuccess ? "Success" : "ERROR")</Status><DateTime>\(record.dateTime)</DateTime>
                <Description>\(escaped(record.description))</Description></StatusRecord>
                """)
        }
        let root = maybe() ? "DTSControl" : "dtscontrol"
        return (maybe() ? "<?xml version=\"1.0\"?>" : "") + "<\(root)>" + lines.joined(separator: "\n") + "</\(root)>"
    }

    private mutating func word(_ flag: Bool?) -> String? {
        flag.map { ($0 ? ["Y", "y"] : ["N", "n"]).randomElement(using: &generator) ?? "" }
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
