import Foundation

/// What an answer says besides its status: any of MESH's two versions, the validation list of its framework, or text.
struct ErrorBody: Equatable {
    var event: String?
    var code: String?
    var text: String

    /// Nil when the body says nothing of an error.
    ///
    /// - Parameter isFailure: the status says that it failed, so that any text is taken for the reason.
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

    /// True for an error in one of MESH's shapes.
    static func isMESH(_ body: Data) -> Bool {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return false }
        return (version1(object) ?? version2(object)) != nil
    }

    /// True for the error of MESH's framework, which says no more than that there is one.
    static func isFramework(_ body: Data) -> Bool {
        guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return false }
        return object["message"] is String
    }

    /// True for a text that is meant for people or another protocol.
    static func isPage(_ body: Data) -> Bool {
        body.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) } == UInt8(ascii: "<")
    }

    private init(event: String?, code: String?, text: String) {
        self.event = event.flatMap { $0.isEmpty ? nil : $0 }
        self.code = code.flatMap { $0.isEmpty ? nil : $0 }
        self.text = text
    }

    /// `{"errorEvent", "errorCode", "errorDescription"}`.
    private static func version1(_ object: [String: Any]) -> ErrorBody? {
        guard object["errorDescription"] != nil || object["errorCode"] != nil else { return nil }
        return ErrorBody(
            event: object["errorEvent"] as? String, code: word(object["errorCode"]),
            text: short(object["errorDescription"] as? String ?? ""))
    }

    /// `{"detail": [{"event", "code", "msg"}]}`, or the framework's `{"detail": [{"loc", "msg", "type"}]}`, or a text.
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

    /// Codes are words as well as numbers.
    private static func word(_ value: Any?) -> String? {
        switch value {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: nil
        }
    }

    /// A proxy's HTML or a SOAP fault: what kind of page it is, without its content.
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
