import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The version of the API's answers that a client asked for.
enum APIVersion {
    case v1, v2

    /// Accepts one media type only. A list of several is refused, as by the real service.
    init(accept: String?) throws(Refusal) {
        self = .v1
        for part in (accept ?? "").split(separator: ";") where part.contains("vnd.mesh") {
            let name = part.trimmed
            guard name.hasPrefix("application/vnd.mesh.v"), name.hasSuffix("+json"),
                let number = Int(name.dropFirst(22).dropLast(5))
            else { throw Refusal(status: 400, text: "Accept header api format incorrect") }
            self = number >= 2 ? .v2 : .v1
        }
    }

    var mediaType: String { self == .v2 ? "application/vnd.mesh.v2+json" : "application/json" }
}

extension Response {
    static func json(_ text: String, status: Int = 200, as mediaType: String = "application/json") -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: mediaType],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(_ value: some Encodable, as version: APIVersion) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(value)) ?? Data()
        return Response(
            status: .ok, headers: [.contentType: version.mediaType],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    static func refusal(_ refusal: Refusal, as version: APIVersion) -> Response {
        if !refusal.fields.isEmpty {
            let details = refusal.fields.map {
                #"{"type":"missing","loc":[\#($0.place.quoted),\#($0.name.quoted)],"msg":\#($0.problem.quoted)}"#
            }
            return .json(#"{"detail":[\#(details.joined(separator: ","))]}"#, status: refusal.status)
        }
        switch version {
        case .v1:
            let id = refusal.messageID.map { #""messageID":\#($0.quoted),"# } ?? ""
            let error = #""errorEvent":\#(refusal.event.quoted),"errorCode":\#(refusal.code.quoted),"#
            return .json(
                "{\(id)\(error)\"errorDescription\":\(refusal.text.quoted)}", status: refusal.status)
        case .v2:
            let id = refusal.messageID.map { #""message_id":\#($0.quoted),"# } ?? ""
            let error = #""event":\#(refusal.event.quoted),"code":\#(refusal.code.quoted),"#
            return .json(
                "{\(id)\"detail\":[{\(error)\"msg\":\(refusal.text.quoted)}]}", status: refusal.status,
                as: version.mediaType)
        }
    }
}

extension String {
    /// The text as a JSON string.
    var quoted: String {
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                text += "\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
