import Foundation
import Letters

extension LetterExtracted: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        facts = try reader.value("facts")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("facts", facts)
        writer.close()
    }
}

extension LetterWithheld: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        chain = try reader.valueIfPresent("chain")
        item = try reader.value("item")
        kind = try reader.valueIfPresent("kind")
        letter = try reader.valueIfPresent("letter")
        reasons = try reader.value("reasons")
        record = try reader.valueIfPresent("record")
        revision = try reader.valueIfPresent("revision")
        signedAt = try reader.valueIfPresent("signedAt")
        source = try reader.value("source")
        specialty = try reader.valueIfPresent("specialty")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.valueIfPresent("chain", chain)
        writer.value("item", item)
        writer.valueIfPresent("kind", kind)
        writer.valueIfPresent("letter", letter)
        writer.value("reasons", reasons)
        writer.valueIfPresent("record", record)
        writer.valueIfPresent("revision", revision)
        writer.valueIfPresent("signedAt", signedAt)
        writer.value("source", source)
        writer.valueIfPresent("specialty", specialty)
        writer.close()
    }
}

extension LetterWithdrawn: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        chain = try reader.value("chain")
        deliveries = try reader.value("deliveries")
        revision = try reader.value("revision")
        source = try reader.value("source")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("chain", chain)
        writer.value("deliveries", deliveries)
        writer.value("revision", revision)
        writer.value("source", source)
        writer.close()
    }
}

extension LetterRedropped: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        deliveries = try reader.value("deliveries")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("deliveries", deliveries)
        writer.close()
    }
}

extension LetterConverted: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        attempt = try reader.value("attempt")
        channel = try reader.value("channel")
        documents = try reader.valueIfPresent("documents")
        envelope = try reader.value("envelope")
        expects = try reader.value("expects")
        facts = try reader.value("facts")
        format = try reader.value("format")
        mailbox = try reader.valueIfPresent("mailbox")
        message = try reader.value("message")
        predecessor = try reader.valueIfPresent("predecessor")
        sections = try reader.valueIfPresent("sections")
        workflow = try reader.value("workflow")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("attempt", attempt)
        writer.value("channel", channel)
        writer.valueIfPresent("documents", documents)
        writer.value("envelope", envelope)
        writer.value("expects", expects)
        writer.value("facts", facts)
        writer.value("format", format)
        writer.valueIfPresent("mailbox", mailbox)
        writer.value("message", message)
        writer.valueIfPresent("predecessor", predecessor)
        writer.valueIfPresent("sections", sections)
        writer.value("workflow", workflow)
        writer.close()
    }
}

extension LetterOutcome: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        answer = try reader.valueIfPresent("answer")
        answeredBy = try reader.valueIfPresent("answeredBy")
        attempt = try reader.valueIfPresent("attempt")
        by = try reader.valueIfPresent("by")
        doubt = try reader.valueIfPresent("doubt")
        facts = try reader.value("facts")
        happenedAt = try reader.valueIfPresent("happenedAt")
        isRepeated = try reader.valueIfPresent("isRepeated")
        isTracked = try reader.valueIfPresent("isTracked")
        mailbox = try reader.valueIfPresent("mailbox")
        meshMessageID = try reader.valueIfPresent("meshMessageID")
        predecessor = try reader.valueIfPresent("predecessor")
        proof = try reader.valueIfPresent("proof")
        reason = try reader.valueIfPresent("reason")
        redrop = try reader.valueIfPresent("redrop")
        released = try reader.valueIfPresent("released")
        stage = try reader.valueIfPresent("stage")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.valueIfPresent("answer", answer)
        writer.valueIfPresent("answeredBy", answeredBy)
        writer.valueIfPresent("attempt", attempt)
        writer.valueIfPresent("by", by)
        writer.valueIfPresent("doubt", doubt)
        writer.value("facts", facts)
        writer.valueIfPresent("happenedAt", happenedAt)
        writer.valueIfPresent("isRepeated", isRepeated)
        writer.valueIfPresent("isTracked", isTracked)
        writer.valueIfPresent("mailbox", mailbox)
        writer.valueIfPresent("meshMessageID", meshMessageID)
        writer.valueIfPresent("predecessor", predecessor)
        writer.valueIfPresent("proof", proof)
        writer.valueIfPresent("reason", reason)
        writer.valueIfPresent("redrop", redrop)
        writer.valueIfPresent("released", released)
        writer.valueIfPresent("stage", stage)
        writer.close()
    }
}

extension LetterRerouted: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        by = try reader.value("by")
        facts = try reader.value("facts")
        successor = try reader.value("successor")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("by", by)
        writer.value("facts", facts)
        writer.value("successor", successor)
        writer.close()
    }
}
