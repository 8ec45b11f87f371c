import Foundation
import Letters
import Messages

/// Reporting's JSON API.
struct ReportingAPI: Sendable {
    let base: URL
    let http: HTTPReader

    /// The delivery that an id names: the delivery's own, its letter's (with one recipient), or a message's.
    ///
    /// - Throws: `Trouble`.
    func letter(_ id: String) async throws -> ReportedLetter {
        let (status, body) = try await get("letters/\(Self.escaped(id))")
        switch status {
        case 200: return try Self.read(body)
        case 300, 409: throw Trouble("\(id) names several deliveries: use a delivery's id, see reporting's search")
        case 404: throw Trouble("reporting knows no letter \(id): see its search, or wait until the letter is taken")
        default: throw Trouble("reporting answered \(status) for letter \(id): see its log")
        }
    }

    /// A part of the documents that letters were sent with.
    ///
    /// - Parameter after: the cursor that the part before gave; nil for the first.
    /// - Throws: `Trouble`.
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

    /// Letters that have left, with the documents that they carried.
    struct SentPart: Decodable, Sendable {
        struct Line: Decodable, Sendable {
            var facts: DeliveryFacts
            var attempt: Attempt
            var convertedAt: Date
            var documents: [SentDocument]
            /// Where the list goes on after this one.
            var cursor: String
        }

        var lines: [Line]
        /// Nil at the end.
        var next: String?
    }

    private static func escaped(_ id: String) -> String {
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-_."))) ?? id
    }
}
