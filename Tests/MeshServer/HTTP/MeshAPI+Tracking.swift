import Foundation
import Hummingbird

extension MeshAPI {
    func addTracking(to group: RouterGroup<CallContext>) {
        group.get(":mailbox/outbox/tracking") { request, context in
            try await answer(.tracking, request, context) { call in
                guard let id = call.query("messageID"), !id.isEmpty else {
                    throw Refusal.invalid([.init(place: "query", name: "messageID", problem: "Field required")])
                }
                let tracking = try call.exchange.perform { (exchange, now) throws(Refusal) in
                    try exchange.track(id.uppercased(), by: call.mailbox, now: now)
                }
                return Self.response(tracking, call.version)
            }
        }
        group.get(":mailbox/outbox/tracking/:local") { request, context in
            try await answer(.tracking, request, context) { call in
                let tracking = try call.exchange.perform { (exchange, now) throws(Refusal) in
                    try exchange.track(localID: call.part("local"), by: call.mailbox, now: now)
                }
                return Self.response(tracking, .v1)
            }
        }
    }

    private static func response(_ tracking: MessageExchange.Tracking, _ version: APIVersion) -> Response {
        switch version {
        case .v1: .json(TrackingV1(tracking), as: version)
        case .v2: .json(TrackingV2(tracking), as: version)
        }
    }
}

private struct TrackingV2: Encodable {
    var message_id, local_id, workflow_id, filename, expiry_time, upload_timestamp: String
    var recipient, recipient_name, recipient_ods_code, recipient_org_code, recipient_org_name: String
    var status_success: Bool
    var status, status_timestamp: String
    var status_event, status_code, status_description: String?

    init(_ tracking: MessageExchange.Tracking) {
        let (message, change) = (tracking.message, tracking.change)
        message_id = message.id
        local_id = message.headers.localID
        workflow_id = message.headers.workflow
        filename = message.headers.fileName
        expiry_time = MeshTime.iso(tracking.expires)
        upload_timestamp = MeshTime.iso(message.received)
        recipient = message.recipient
        recipient_name = tracking.recipient?.name ?? ""
        recipient_ods_code = tracking.recipient?.ods ?? ""
        recipient_org_code = recipient_ods_code
        recipient_org_name = recipient_name
        status = change.status.rawValue
        status_timestamp = MeshTime.iso(change.at)
        let failure = change.status == .undeliverable ? message.failure : nil
        // Live MESH does not set this to false for a failure either, so that clients must read the status and not this
        // flag.
        status_success = true
        (status_event, status_code, status_description) = (failure?.event, failure?.code, failure?.text)
    }
}

private struct TrackingV1: Encodable {
    var addressType = "ALL"
    var chunkCount, fileSize: Int
    var downloadTimestamp, dtsId, expiryTime, fileName, localId, messageId: String
    var messageType = "Data"
    var recipient, recipientName, meshRecipientOdsCode, recipientOrgCode, recipientOrgName: String
    var sender, status: String
    var statusSuccess = "SUCCESS"
    var statusCode, statusEvent, statusDescription, failureDate: String?
    var subject, uploadTimestamp, workflowId: String
    var version = "1.0"

    init(_ tracking: MessageExchange.Tracking) {
        let (message, change) = (tracking.message, tracking.change)
        chunkCount = message.headers.chunks
        fileSize = message.size
        downloadTimestamp = change.status == .acknowledged ? MeshTime.compact(change.at) : ""
        dtsId = message.id
        messageId = message.id
        expiryTime = MeshTime.compact(tracking.expires)
        fileName = message.headers.fileName
        localId = message.headers.localID
        recipient = message.recipient
        recipientName = tracking.recipient?.name ?? ""
        meshRecipientOdsCode = tracking.recipient?.ods ?? ""
        recipientOrgCode = meshRecipientOdsCode
        recipientOrgName = recipientName
        sender = message.sender
        status = change.status.rawValue.prefix(1).uppercased() + change.status.rawValue.dropFirst()
        if change.status == .undeliverable, let failure = message.failure {
            (statusCode, statusEvent, statusDescription) = (failure.code, failure.event, failure.text)
            failureDate = MeshTime.compact(change.at)
        }
        subject = message.headers.subject
        uploadTimestamp = MeshTime.compact(message.received)
        workflowId = message.headers.workflow
    }
}
