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
        guard let url = URL(string: "\(base.absoluteString)/api/v1/letters/\(Self.escaped(id))") else {
            throw Trouble("REPORTING_URL is no URL: set it to http://host:port")
        }
        let (status, body) = try await http.get(
            url, unreachable: "the reporting service: is it running, and REPORTING_URL right?")
        switch status {
        case 200:
            do {
                return try JSONDecoder.meshPost.decode(ReportedLetter.self, from: body)
            } catch {
                throw Trouble("reporting's answer cannot be read: are reporting and meshpost of the same version?")
            }
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
        guard let url = URL(string: "\(base.absoluteString)/api/v1/documents?\(query)") else {
            throw Trouble("REPORTING_URL is no URL: set it to http://host:port")
        }
        let (status, body) = try await http.get(
            url, unreachable: "the reporting service: is it running, and REPORTING_URL right?")
        guard status == 200 else { throw Trouble("reporting answered \(status) for documents: see its log") }
        do {
            return try JSONDecoder.meshPost.decode(SentPart.self, from: body)
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
