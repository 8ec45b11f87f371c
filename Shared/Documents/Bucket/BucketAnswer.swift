import Foundation
import HTTP
import XML

/// What a bucket has answered, or that it has not.
enum BucketAnswer: Sendable {
    /// Done, or the object as its sink has it.
    case done(Data)
    /// There is no such object.
    case absent
    /// There is one of this name already.
    case present
    /// The store does not know the condition "only if there is none".
    case conditionUnknown
    /// Nothing that says anything of the object; a later try may succeed.
    case later(String)
    /// Nothing that says anything of the object; somebody must help.
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
        // 409: another writer of the same object is in between.
        case (409, _), (429, _), (500..., _), (400, "RequestTimeout"): self = .later(words)
        default: self = .never(words)
        }
    }

    /// The code of an error's body, where it is one.
    private static func code(_ body: Data) -> String? {
        guard !body.isEmpty, let root = try? XMLReader.read(body), root.name == "Error",
            let code = root.children.first(where: { $0.name == "Code" })?.allText, (1...64).contains(code.utf8.count),
            code.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) })
        else { return nil }
        return code
    }
}
