public import Foundation
import XML

extension ControlFile {
    /// The most bytes that are read; the client's own have a few hundred.
    public static let largest = 1 << 20

    /// Reads a control file of any client: elements in any order and case, both spellings, unknown ones skipped. Older
    /// clients write their machine's own characters without saying so; then it is taken for Windows-1252.
    ///
    /// Of an element that stands more than once the first value counts. Entities are not resolved.
    ///
    /// - Throws: `ControlFileError`; of a file that is just being written too.
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

    /// Fills a control file from the elements as they come.
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
