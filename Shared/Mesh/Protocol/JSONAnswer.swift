import Foundation
import HTTP

/// The JSON of a successful answer in version 1 or 2 of the API. The keys differ between the versions, and sometimes
/// within one.
struct JSONAnswer {
    private let object: [String: Any]?
    private let status: Int
    /// True for a JSON object, or for the `null` that version 2 returns for an empty answer.
    let isJSON: Bool

    init(_ response: HTTPResponse) {
        let value = try? JSONSerialization.jsonObject(with: response.body, options: .fragmentsAllowed)
        object = value as? [String: Any]
        isJSON = object != nil || value is NSNull
        status = response.status
    }

    /// The value of `message_id`, `messageID` or `messageId`.
    var messageID: String? { text(["message_id", "messageID", "messageId"]) }

    func count() throws(MeshError) -> Int {
        guard let count = (object?["count"] as? NSNumber)?.intValue else { throw unreadable("a count") }
        return count
    }

    func page() throws(MeshError) -> InboxPage {
        guard let messages = object?["messages"] as? [String] else { throw unreadable("a page of the inbox") }
        return InboxPage(
            messages: messages, next: (object?["links"] as? [String: Any])?["next"] as? String,
            approximateCount: (object?["approx_inbox_count"] as? NSNumber)?.intValue)
    }

    func endpoints() throws(MeshError) -> [MeshEndpoint] {
        guard let results = object?["results"] as? [[String: Any]] else { throw unreadable("an endpoint lookup") }
        var found: [MeshEndpoint] = []
        for result in results {
            guard let mailbox = (result["mailbox_id"] ?? result["address"]) as? String,
                AnswerMarks.isMessageID(mailbox)
            else {
                throw unreadable("an endpoint lookup")
            }
            let name = (result["mailbox_name"] ?? result["description"]) as? String
            found.append(MeshEndpoint(mailbox: mailbox, name: name))
        }
        return found
    }

    func tracking() throws(MeshError) -> MeshTracking {
        guard let id = text(["message_id", "messageId", "messageID", "dtsId"]), let status = text(["status"]) else {
            throw unreadable("a tracking")
        }
        return MeshTracking(
            messageID: id, localID: text(["local_id", "localId", "localID"]), recipient: text(["recipient"]),
            recipientODS: text(["recipient_ods_code", "meshRecipientOdsCode", "recipientOdsCode"]),
            status: MeshTracking.Status(rawValue: status.lowercased()),
            statusCode: text(["status_code", "statusCode"]),
            statusTime: text(["status_timestamp", "statusTimestamp", "downloadTimestamp"]))
    }

    /// The first non-empty text under these keys.
    func text(_ keys: [String]) -> String? {
        keys.lazy.compactMap { object?[$0] as? String }.first { !$0.isEmpty }
    }

    private func unreadable(_ what: String) -> MeshError {
        MeshError(.unreadable, code: MeshError.interposed, detail: "HTTP \(status), but not \(what)")
    }
}
