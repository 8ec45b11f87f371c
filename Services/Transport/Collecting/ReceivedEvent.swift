import Foundation
import HTTP
import Letters
import Mesh
import Messages

/// Makes the event `mesh.received` for a collected message.
enum Received {
    static func event(
        _ message: ReceivedMessage, body: ObjectReference?, headers: ObjectReference, at now: Date
    ) throws -> Event {
        let fields = message.fields
        return try Event(
            .meshReceived,
            MeshReceived(
                meshMessageID: message.id, workflow: message.workflow, isReport: message.isReport,
                body: message.isReport ? nil : body, headers: headers, linkedMessageID: fields[.linkedMessageID],
                localID: fields[.localID].flatMap { MessageID($0) },
                statusCode: message.isReport ? fields[.statusCode] ?? "unknown" : nil,
                from: message.isReport ? nil : fields[.from]),
            about: message.id, cause: message.id, from: .transport, at: now)
    }
}
