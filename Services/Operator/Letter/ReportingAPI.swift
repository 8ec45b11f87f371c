import Foundation
import Letters
import Messages

/// A client of reporting's JSON API.
struct ReportingAPI: Sendable {
    let base: URL
    let http: HTTPReader

    /// Returns the delivery with this id: of the delivery itself, of a letter with one recipient, or of a message.
    ///
    /// - Throws: `Trouble` when reporting cannot be reached, knows no such letter, or knows several deliveries.
    func letter(_ id: String) async throws -> ReportedLetter {
        let (status, body) = try await get("letters/\(Self.escaped(id))")
        switch status {
        case 200: return try Self.read(body)
        case 300, 409: throw Trouble("\(id) names several deliveries: use a delivery's id, see reporting's search")
        case 404: throw Trouble("reporting knows no letter \(id): see its search, or wait until the letter is taken")
        default: throw Trouble("reporting answered \(status) for letter \(id): see its log")
        }
    }

    /// Returns a page of the list of documents that were sent.
    ///
    /// - Parameter after: the cursor of the previous page; nil for the first.
    /// - Throws: `Trouble` when reporting does not answer with the list.
    func documents(from: Date, to: Date, after: String?) async throws -> SentPart {
        var query = "from=\(Self.escaped(Instant.text(from)))&to=\(Self.escaped(Instant.text(to)))"
        if let after { query += "&after=\(Self.escaped(after))" }
        let (status, body) = try await get("documents?\(query)")
        guard status == 200 else { throw Trouble("reporting answered \(status) for documents: see its log") }
        return try Self.read(body)
    }

    private func get(_ path: String) async throws -> (status: Int, body: Data) {
        guard let url = URL(string: "\(base.absoluteString)/api/v1/\(path)") else {
            throw Trouble("REPORTING_URL is no URL: set it to http://host:port")
        }
        return try await http.get(url, unreachable: "the reporting service: is it running, and REPORTING_URL right?")
    }

    private static func read<Value: Decodable>(_ body: Data) throws -> Value {
        do {
            return try JSONDecoder.meshPost.decode(Value.self, from: body)
        } catch {
            throw Trouble("reporting's answer cannot be read: are reporting and meshpost of the same version?")
        }
    }

    /// A page of letters that were sent, with their documents.
    struct SentPart: Decodable, Sendable {
        struct Line: Decodable, Sendable {
            var facts: DeliveryFacts
            var attempt: Attempt
            var convertedAt: Date
            var documents: [SentDocument]
            /// The cursor after this line.
            var cursor: String
        }

        var lines: [Line]
        /// The cursor of the next page; nil at the end.
        var next: String?
    }

    private static func escaped(_ id: String) -> String {
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-_."))) ?? id
    }
}
