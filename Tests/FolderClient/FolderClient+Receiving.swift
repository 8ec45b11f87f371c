import Foundation
import HTTP
import Mesh

extension FolderClient {
    /// Lays everything that waits in the mailbox into IN, the data file first, and only then acknowledges it.
    func collect() async throws {
        var link: String?
        repeat {
            let page = try await mesh.inbox(following: link)
            for id in page.messages {
                do throws(MeshError) {
                    try await take(id)
                } catch {
                    guard error.kind == .gone else { throw error }
                }
            }
            link = page.next
        } while link != nil
    }

    private func take(_ id: String) async throws(MeshError) {
        let (message, body) = try await mesh.download(id)
        do {
            if message.isReport {
                try lay(message)
            } else {
                try lay(message, body)
            }
        } catch {
            throw MeshError(.local, code: "local-file", detail: "\(error)")
        }
        try await mesh.acknowledge(id)
    }

    private func lay(_ message: ReceivedMessage, _ body: Data) throws {
        let fields = message.fields
        var control = ControlText([
            ("Version", "1.0"), ("AddressType", "DTS"), ("MessageType", "Data"), ("From_DTS", fields[.from] ?? ""),
            ("To_DTS", fields[.to] ?? ""), ("Subject", fields[.subject] ?? ""), ("LocalId", fields[.localID] ?? ""),
            ("DTSId", message.id), ("PartnerId", fields[.partnerID] ?? ""), ("Compress", ""), ("Encrypted", "N"),
            ("WorkflowId", message.workflow), ("ProcessId", ""), ("DataChecksum", ""), ("IsCompressed", "N"),
        ])
        control.say("RECEIVE", "SUCCESS", "00", at: Date())
        try body.write(to: file("TEMP", message.id + ".dat"))
        try move(message.id + ".dat", from: "TEMP", to: "IN")
        try write(control, message.id, to: "IN")
    }

    /// MESH's word on one of our messages: a control file alone.
    private func lay(_ message: ReceivedMessage) throws {
        let fields = message.fields
        try report(
            [
                ("To_DTS", fields[.to] ?? ""), ("Subject", fields[.subject] ?? ""),
                ("LocalId", fields[.localID] ?? ""), ("DTSId", fields[.linkedMessageID] ?? ""),
                ("WorkflowId", message.workflow),
            ], fields[.statusEvent] ?? "SEND", "ERROR", fields[.statusCode] ?? "", fields[.statusDescription] ?? "",
            name: message.id)
    }
}
