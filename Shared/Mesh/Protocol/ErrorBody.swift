import Foundation

/// The error in the body of an answer, in the format of either version of the API, of MESH's web framework, or as plain
/// text.
struct ErrorBody: Equatable {
    var event: String?
    var code: String?
    var text: String

    /// Parses a body; nil if it contains no error.
    ///
    /// - Parameter isFailure: true if the status is a failure, in which case any text counts as the reason.
    init?(_ body: Data, isFailure: Bool) {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else {
            guard isFailure, let page = Self.page(body) else { return nil }
            self.init(event: nil, code: nil, text: page)
            return
        }
        if let found = Self.version1(object) ?? Self.version2(object) {
            self = found
        } else if isFailure, let message = object["message"] as? String {
            self.init(event: nil, code: nil, text: Self.short(message))
        } else {
            return nil
        }
    }

    /// True if the body is an error in the format of either version of the API.
    static func isMESH(_ body: Data) -> Bool {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return false }
        return (version1(object) ?? version2(object)) != nil
    }

    /// True if the body is an error of MESH's web framework, which gives no reason.
    static func isFramework(_ body: Data) -> Bool {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return false }
        return object["message"] is String
    }

    /// True if the body begins like HTML or XML.
    static func isPage(_ body: Data) -> Bool {
        body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "<")
    }

    private init(event: String?, code: String?, text: String) {
        self.event = event.flatMap { $0.isEmpty ? nil : $0 }
        self.code = code.flatMap { $0.isEmpty ? nil : $0 }
        self.text = text
    }

    /// Parses `{"errorEvent", "errorCode", "errorDescription"}`.
    private static func version1(_ object: [String: Any]) -> ErrorBody? {
        guard object["errorDescription"] != nil || object["errorCode"] != nil else { return nil }
        return ErrorBody(
            event: object["errorEvent"] as? String, code: word(object["errorCode"]),
            text: short(object["errorDescription"] as? String ?? ""))
    }

    /// Parses `{"detail": [{"event", "code", "msg"}]}`, the framework's `{"detail": [{"loc", "msg", "type"}]}`, or a
    /// text.
    private static func version2(_ object: [String: Any]) -> ErrorBody? {
        if let text = object["detail"] as? String { return ErrorBody(event: nil, code: nil, text: short(text)) }
        guard let details = object["detail"] as? [[String: Any]] ?? (object["detail"] as? [String: Any]).map({ [$0] })
        else { return nil }
        let texts = details.map { detail -> String in
            let place = (detail["loc"] as? [Any])?.map { "\($0)" }.joined(separator: ".")
            let message = detail["msg"] as? String ?? ""
            return place.map { "\($0): \(message)" } ?? message
        }
        return ErrorBody(
            event: details.first?["event"] as? String, code: word(details.first?["code"]),
            text: short(texts.joined(separator: "; ")))
    }

    /// The text of a code, which may be a JSON string or number.
    private static func word(_ value: Any?) -> String? {
        switch value {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }

    /// Describes an HTML page, a SOAP fault or other content without quoting it.
    private static func page(_ body: Data) -> String? {
        let start = String(decoding: body.prefix(512), as: UTF8.self).lowercased()
        if start.contains("<html") || start.contains("<!doctype html") {
            return "an HTML page instead of MESH's answer"
        }
        if start.contains("envelope") && start.contains("<") { return "a SOAP fault instead of MESH's answer" }
        if start.contains("<?xml") { return "an XML document instead of MESH's answer" }
        return body.isEmpty ? nil : "an answer that is not JSON"
    }

    private static func short(_ text: String) -> String {
        let line = MeshAddress.masked(text.split(whereSeparator: \.isNewline).joined(separator: " "))
        return line.count > 200 ? line.prefix(200) + "…" : line
    }
}
