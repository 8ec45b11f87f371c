import Foundation
import Renditions

/// Finds the documents of a message in its OBX segments, in all forms that feeds use.
struct DocumentReader {
    let message: HL7Message
    let reader: TextReader
    let feed: Feed

    private(set) var documents: [HL7Document] = []
    private(set) var faults: [HL7Fault] = []
    private(set) var notes: [String] = []

    init(_ message: HL7Message, _ reader: TextReader, _ feed: Feed) {
        self.message = message
        self.reader = reader
        self.feed = feed
        read()
    }

    enum Sort { case file, text, pointer, result }

    /// The sort of an OBX segment, by OBX-2. A short string (ST) is text in a document message and a value among
    /// results.
    static func sort(_ segment: Segment, in message: HL7Message) -> Sort {
        switch segment.field(2).map({ String(decoding: $0, as: UTF8.self).trimmingSpace.uppercased() }) {
        case "ED": .file
        case "TX", "FT": .text
        case "ST": message.first("TXA") == nil ? .result : .text
        case "RP": .pointer
        default: .result
        }
    }

    /// Whether the message contains anything that can be a letter.
    static func hasDocument(_ message: HL7Message) -> Bool {
        let segments = message.all("OBX")
        let sorts = segments.map { sort($0, in: message) }
        if sorts.contains(.file) || sorts.contains(.pointer) { return true }
        // Text beside results is a comment on them, not a letter.
        let hasResults = zip(segments, sorts).contains { $1 == .result && !($0.field(5) ?? []).isEmpty }
        return sorts.contains(.text) && (message.first("TXA") != nil || !hasResults)
    }

    private mutating func read() {
        let all = message.all("OBX").map { ($0, Self.sort($0, in: message)) }
        func segments(_ sort: Sort) -> [Segment] { all.filter { $0.1 == sort }.map(\.0) }
        let files = segments(.file).filter { !($0.field(5) ?? []).isEmpty }
        let texts = segments(.text)
        let pointers = segments(.pointer)
        let hasText = texts.contains { !($0.field(5) ?? []).allSatisfy { $0 == 0x20 } }
        if !segments(.result).allSatisfy({ ($0.field(5) ?? []).isEmpty }) {
            notes.append("values beside the document (OBX of other types) are not in the letter")
        }
        let sorts = [!files.isEmpty, hasText, !pointers.isEmpty].count { $0 }
        switch (sorts, feed.document) {
        case (0, _): fault(.documentMissing, "no OBX holds a document: OBX-5 is missing or empty")
        case (1, nil),
            (1, .file?) where !hasText, (1, .text?) where hasText:
            if hasText { readText(texts) } else if files.isEmpty { read(pointers) } else { read(files: files) }
        case (1, .file?): fault(.documentMissing, "the feed's document is a file, and there is text only")
        case (1, .text?): fault(.documentMissing, "the feed's document is text, and there is none")
        case (_, .file?) where !files.isEmpty && pointers.isEmpty:
            notes.append("text beside the file is not in the letter, as the feed's document says")
            read(files: files)
        case (_, .text?) where hasText && pointers.isEmpty:
            notes.append("a file beside the text is not in the letter, as the feed's document says")
            readText(texts)
        default:
            fault(
                .documentAmbiguous,
                "there are documents of several sorts (ED, TX or FT, RP): say in the feed's document which is the letter"
            )
        }
    }

    private mutating func fault(_ code: HL7Fault.Code, _ detail: String) { faults.append(HL7Fault(code, detail)) }

    private mutating func read(files segments: [Segment]) {
        for result in EncodedFiles(segments, message, reader).files {
            switch result {
            case .success(let bytes): add(bytes)
            case .failure(let fault): faults.append(fault.fault)
            }
        }
    }

    private mutating func readText(_ segments: [Segment]) {
        switch TextLines(segments, reader).content {
        case .success(let bytes): add(bytes)
        case .failure(let fault): faults.append(fault.fault)
        }
    }

    /// Adds a file. Its type is detected from its bytes, whatever the message says.
    private mutating func add(_ bytes: Data) {
        guard !bytes.isEmpty else { return fault(.documentMissing, "a document is empty") }
        guard let type = DocumentType(contentOf: bytes) else {
            switch EnclosedDocument(bytes) {
            case nil: fault(.documentUnknown, "a document's bytes are of no type that is taken, whatever OBX-5 says")
            case .without?: fault(.documentUnknown, "a document is CDA without a file inside (nonXMLBody in base64)")
            case .file(let inner)?: addWhole(inner)
            }
            return
        }
        add(bytes, type)
    }

    private mutating func addWhole(_ bytes: Data) {
        guard let type = DocumentType(contentOf: bytes) else {
            return fault(.documentUnknown, "the file inside the CDA document is of no type that is taken")
        }
        add(bytes, type)
    }

    private mutating func add(_ bytes: Data, _ type: DocumentType) {
        guard HL7Document.isWhole(bytes, type) else {
            return fault(.documentCutShort, "a \(type.rawValue) ends before its end: a part of it did not come")
        }
        documents.append(.bytes(bytes, type))
    }

    private mutating func read(_ segments: [Segment]) {
        guard let pointers = feed.pointers else {
            return fault(
                .documentPointer, "OBX-5 points to a document elsewhere (RP): name its folder in the feed's pointers")
        }
        for segment in segments {
            let value = segment.field(5)?.component(1, message.delimiters)
            guard let text = try? reader.line(value), let path = pointers.path(text) else {
                fault(.documentPointer, "OBX-5 points to no file below the prefix of the feed's pointers")
                continue
            }
            documents.append(.below(root: pointers.root, path: path))
        }
    }
}

extension Feed.Pointers {
    /// The path below the root; nil if the pointer is not below `prefix`, or could lead outside the root.
    func path(_ pointer: String) -> String? {
        // In a UNC path with unescaped backslashes, these are kept; escaped ones have been decoded by now.
        guard pointer.lowercased().hasPrefix(prefix.lowercased()) else { return nil }
        let parts = pointer.dropFirst(prefix.count).split(omittingEmptySubsequences: true) { $0 == "\\" || $0 == "/" }
        guard !parts.isEmpty, !parts.contains(where: { $0 == ".." || $0 == "." || $0.contains("\0") }) else {
            return nil
        }
        return parts.joined(separator: "/")
    }
}

/// An `HL7Fault` as an error.
struct Faulty: Error {
    let fault: HL7Fault

    init(_ code: HL7Fault.Code, _ detail: String) { fault = HL7Fault(code, detail) }
}
