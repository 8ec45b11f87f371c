public import Foundation

extension Practices {
    /// The practices file as CSV (RFC 4180): a header and one line per row. Contains the column `answers_from` only if
    /// a row uses it, because earlier versions cannot read it.
    public var csv: Data {
        let isAnswersFromUsed = rows.contains { !$0.answersFrom.isEmpty }
        let columns = PracticesReader.Column.allCases.filter { $0 != .answersFrom || isAnswersFromUsed }
        let lines = ([columns.map(\.rawValue)] + rows.map { $0.fields.prefix(columns.count).map(\.self) }).map {
            $0.map(Self.quoted).joined(separator: ",") + "\n"
        }
        return Data(lines.joined().utf8)
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) || $0 == "\r\n" }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}

extension Practice {
    /// The fields in the order of the columns.
    fileprivate var fields: [String] {
        [
            ods.description, name, system.rawValue, kind?.rawValue ?? "", format?.rawValue ?? "", workflow ?? "",
            mailbox ?? "", channel.rawValue, maxBytes.map(String.init) ?? "", isAssured ? "yes" : "",
            activeFrom?.description ?? "", activeTo?.description ?? "", successor?.description ?? "",
            answersFrom.joined(separator: " "),
        ]
    }
}
