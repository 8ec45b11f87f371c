import Foundation
import HTTP
import XML

/// The meaning of a bucket's response, or of its absence.
enum BucketAnswer: Sendable {
    /// Success; the response's body, which is empty when it went to a sink.
    case done(Data)
    /// The object does not exist.
    case absent
    /// An object of this name exists already.
    case present
    /// The store does not support the condition `If-None-Match: *`.
    case conditionUnknown
    /// The response says nothing about the object; a later try may succeed.
    case later(String)
    /// The response says nothing about the object, and a person must act first.
    case never(String)

    init(_ result: Result<HTTPResponse, HTTPFailure>, to method: HTTPRequest.Method) {
        switch result {
        case .success(let response): self.init(response, to: method)
        case .failure(let failure):
            switch failure.cause {
            case .certificate, .local, .tooLarge, .odd: self = .never(failure.detail)
            case .connection, .dropped, .timeout, .cancelled: self = .later(failure.detail)
            }
        }
    }

    private init(_ response: HTTPResponse, to method: HTTPRequest.Method) {
        let code = Self.code(response.body)
        let words = "it answered \(response.status)\(code.map { " \($0)" } ?? "") to \(method.rawValue)"
        switch (response.status, code) {
        case (200, _), (204, _): self = .done(response.body)
        case (404, "NoSuchBucket"): self = .never("\(words): there is no such bucket")
        case (404, _): self = .absent
        case (412, _): self = .present
        case (501, _), (400, "NotImplemented"): self = .conditionUnknown
        case (403, "RequestTimeTooSkewed"): self = .never("\(words): set this machine's clock")
        case (401, _), (403, _): self = .never("\(words): check its keys and their rights")
        case (301, _), (307, _), (400, "AuthorizationHeaderMalformed"):
            self = .never("\(words): check the region and the endpoint")
        // 409: another request is writing the same object at this moment.
        case (409, _), (429, _), (500..., _), (400, "RequestTimeout"): self = .later(words)
        default: self = .never(words)
        }
    }

    /// Returns the `Code` of an error's body; nil when the body is not an S3 error.
    private static func code(_ body: Data) -> String? {
        guard !body.isEmpty, let root = try? XMLReader.read(body), root.name == "Error",
            let code = root.children.first(where: { $0.name == "Code" })?.allText, (1...64).contains(code.utf8.count),
            code.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) })
        else { return nil }
        return code
    }
}
