public import Foundation
import XML

extension ControlFile {
    /// Maximum size of a control file that is read, in bytes; real ones have a few hundred.
    public static let largest = 1 << 20

    /// Reads a control file of any client version: elements in any order and case, both spellings, unknown elements
    /// skipped. Older clients write the encoding of their machine without declaring it; undeclared text that is not
    /// UTF-8 is read as Windows-1252.
    ///
    /// The first value of a repeated element counts. Entities are not resolved.
    ///
    /// - Throws: `ControlFileError`, also for a file that is still being written.
    public init(reading data: Data) throws(ControlFileError) {
        guard data.count <= Self.largest else { throw .tooLarge(data.count) }
        var reader = Reader()
        do throws(XMLError) {
            try XMLStream.read(data, limits: XMLLimits(depth: 20), encodings: .windows) { reader.take($0) }
        } catch {
            throw ControlFileError(error)
        }
        if reader.isOther { throw .notControlFile }
        self = reader.file
    }

    /// Builds a control file from XML events.
    private struct Reader {
        var file = ControlFile()
        var isOther = false
        private var path: [String] = []
        private var text = ""
        private var seen: Set<ControlFileElement> = []
        private var record: [String: String]?

        mutating func take(_ event: XMLEvent) -> XMLStep {
            switch event {
            case .start(let tag): begin(tag.name.local.lowercased())
            case .text(let piece): text += piece
            case .end: end()
            }
            return isOther ? .stop : .goOn
        }

        private mutating func begin(_ name: String) {
            path.append(name)
            text = ""
            if path.count == 1, name != ControlFileElement.root.lowercased() { isOther = true }
            if path.count == 2, name == ControlFileElement.status.lowercased() { record = [:] }
        }

        private mutating func end() {
            let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
            text = ""
            defer { path.removeLast() }
            guard let last = path.last else { return }
            if path.count == 3, record != nil, !value.isEmpty, record?[last] == nil { record?[last] = value }
            guard path.count == 2 else { return }
            if let fields = record, last == ControlFileElement.status.lowercased() {
                file.status.append(StatusRecord(fields))
                record = nil
                return
            }
            guard let element = ControlFileElement(name: last), !value.isEmpty, seen.insert(element).inserted
            else { return }
            element.set(value, in: &file)
        }
    }
}

extension StatusRecord {
    fileprivate init(_ fields: [String: String]) {
        self.init(
            dateTime: fields["datetime"] ?? "", event: Event(fields["event"] ?? ""),
            isSuccess: fields["status"]?.uppercased() == "SUCCESS", code: fields["statuscode"] ?? "",
            description: fields["description"] ?? "")
    }
}
