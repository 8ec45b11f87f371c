import Foundation
import Letters

extension MeshReceived: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        body = try reader.valueIfPresent("body")
        from = try reader.valueIfPresent("from")
        headers = try reader.value("headers")
        isReport = try reader.value("isReport")
        linkedMessageID = try reader.valueIfPresent("linkedMessageID")
        localID = try reader.valueIfPresent("localID")
        meshMessageID = try reader.value("meshMessageID")
        statusCode = try reader.valueIfPresent("statusCode")
        workflow = try reader.value("workflow")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.valueIfPresent("body", body)
        writer.valueIfPresent("from", from)
        writer.value("headers", headers)
        writer.value("isReport", isReport)
        writer.valueIfPresent("linkedMessageID", linkedMessageID)
        writer.valueIfPresent("localID", localID)
        writer.value("meshMessageID", meshMessageID)
        writer.valueIfPresent("statusCode", statusCode)
        writer.value("workflow", workflow)
        writer.close()
    }
}

extension MeshPolled: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        at = try reader.value("at")
        mailbox = try reader.value("mailbox")
        received = try reader.value("received")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("at", at)
        writer.value("mailbox", mailbox)
        writer.value("received", received)
        writer.close()
    }
}

extension ResponsePrepared: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        answer = try reader.value("answer")
        envelope = try reader.value("envelope")
        inbound = try reader.value("inbound")
        mailbox = try reader.value("mailbox")
        message = try reader.value("message")
        workflow = try reader.value("workflow")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("answer", answer)
        writer.value("envelope", envelope)
        writer.value("inbound", inbound)
        writer.value("mailbox", mailbox)
        writer.value("message", message)
        writer.value("workflow", workflow)
        writer.close()
    }
}

extension InboundAnswered: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        answer = try reader.value("answer")
        inbound = try reader.value("inbound")
        meshMessageID = try reader.valueIfPresent("meshMessageID")
        reason = try reader.valueIfPresent("reason")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("answer", answer)
        writer.value("inbound", inbound)
        writer.valueIfPresent("meshMessageID", meshMessageID)
        writer.valueIfPresent("reason", reason)
        writer.close()
    }
}
