import Foundation
import Letters

extension DeliveryFacts: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        chain = try reader.value("chain")
        delivery = try reader.value("delivery")
        encounterAt = try reader.valueIfPresent("encounterAt")
        kind = try reader.value("kind")
        letter = try reader.value("letter")
        recipient = try reader.value("recipient")
        record = try reader.value("record")
        replaces = try reader.valueIfPresent("replaces")
        revision = try reader.value("revision")
        role = try reader.value("role")
        signedAt = try reader.value("signedAt")
        source = try reader.value("source")
        specialty = try reader.valueIfPresent("specialty")
        urgency = try reader.value("urgency")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("chain", chain)
        writer.value("delivery", delivery)
        writer.valueIfPresent("encounterAt", encounterAt)
        writer.value("kind", kind)
        writer.value("letter", letter)
        writer.value("recipient", recipient)
        writer.value("record", record)
        writer.valueIfPresent("replaces", replaces)
        writer.value("revision", revision)
        writer.value("role", role)
        writer.value("signedAt", signedAt)
        writer.value("source", source)
        writer.valueIfPresent("specialty", specialty)
        writer.value("urgency", urgency)
        writer.close()
    }
}

extension Attempt: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        askedAt = try reader.value("askedAt")
        id = try reader.value("id")
        isRedrop = try reader.valueIfPresent("isRedrop")
        message = try reader.value("message")
        released = try reader.valueIfPresent("released")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("askedAt", askedAt)
        writer.value("id", id)
        writer.valueIfPresent("isRedrop", isRedrop)
        writer.value("message", message)
        writer.valueIfPresent("released", released)
        writer.close()
    }
}

extension Reason: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        let code: String = try reader.value("code")
        self.init(code: code, detail: try reader.value("detail"))
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("code", code)
        writer.value("detail", detail)
        writer.close()
    }
}

extension OperatorAction: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        name = try reader.value("name")
        reason = try reader.value("reason")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("name", name)
        writer.value("reason", reason)
        writer.close()
    }
}

extension Predecessor: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        let (chain, format): (ChainID, String) = (try reader.value("chain"), try reader.value("format"))
        self.init(chain: chain, revision: try reader.value("revision"), format: format)
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("chain", chain)
        writer.value("format", format)
        writer.value("revision", revision)
        writer.close()
    }
}

extension ShownSections: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        count = try reader.value("count")
        isInPlaceOfDocument = try reader.valueIfPresent("isInPlaceOfDocument")
        words = try reader.value("words")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("count", count)
        writer.valueIfPresent("isInPlaceOfDocument", isInPlaceOfDocument)
        writer.value("words", words)
        writer.close()
    }
}

extension AnswerSource: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        belief = try reader.valueIfPresent("belief")
        mailbox = try reader.valueIfPresent("mailbox")
        message = try reader.value("message")
        said = try reader.valueIfPresent("said")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.valueIfPresent("belief", belief)
        writer.valueIfPresent("mailbox", mailbox)
        writer.value("message", message)
        writer.valueIfPresent("said", said)
        writer.close()
    }
}

extension SentDocument: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        alterations = try reader.value("alterations")
        images = try reader.value("images")
        original = try reader.value("original")
        pages = try reader.value("pages")
        sent = try reader.value("sent")
        words = try reader.value("words")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("alterations", alterations)
        writer.value("images", images)
        writer.value("original", original)
        writer.value("pages", pages)
        writer.value("sent", sent)
        writer.value("words", words)
        writer.close()
    }
}

extension DocumentDoubt: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        code = try reader.value("code")
        construct = try reader.valueIfPresent("construct")
        count = try reader.valueIfPresent("count")
        page = try reader.valueIfPresent("page")
        pages = try reader.value("pages")
        released = try reader.valueIfPresent("released")
        source = try reader.value("source")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("code", code)
        writer.valueIfPresent("construct", construct)
        writer.valueIfPresent("count", count)
        writer.valueIfPresent("page", page)
        writer.value("pages", pages)
        writer.valueIfPresent("released", released)
        writer.value("source", source)
        writer.close()
    }
}

extension ReleasedDocument: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        code = try reader.value("code")
        pages = try reader.value("pages")
        source = try reader.value("source")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("code", code)
        writer.value("pages", pages)
        writer.value("source", source)
        writer.close()
    }
}
