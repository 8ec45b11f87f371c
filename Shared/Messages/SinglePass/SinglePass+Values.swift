import Foundation
import Letters

extension String: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) { self = try reader.text() }
    func write(to writer: inout SinglePassWriter) { writer.text(self) }
}

extension Int: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) { self = try reader.integer() }
    func write(to writer: inout SinglePassWriter) { writer.integer(self) }
}

extension Bool: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) { self = try reader.truth() }
    func write(to writer: inout SinglePassWriter) { writer.truth(self) }
}

extension Date: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) { self = try reader.instant() }
    func write(to writer: inout SinglePassWriter) { writer.instant(self) }
}

extension Array: SinglePass where Element: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) { self = try reader.list() }
    func write(to writer: inout SinglePassWriter) { writer.list(self) }
}

extension Identifier: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) { self.init(try reader.uuid()) }
    func write(to writer: inout SinglePassWriter) { writer.uuid(uuid) }
}

extension ODSCode: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        guard let code = ODSCode(try reader.text()) else { throw Unusual() }
        self = code
    }

    func write(to writer: inout SinglePassWriter) { writer.text(description) }
}

extension LetterKind: SinglePass {}
extension Urgency: SinglePass {}
extension RecipientRole: SinglePass {}
extension Answer: SinglePass {}
extension Channel: SinglePass {}
extension Stage: SinglePass {}
extension EventType: SinglePass {}
extension AnswerSource.Belief: SinglePass {}

extension ObjectReference: SinglePass {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        let location: String = try reader.value("location")
        let mediaType: String = try reader.value("mediaType")
        let sha256: String = try reader.value("sha256")
        let size: Int = try reader.value("size")
        try reader.close()
        self.init(sha256: sha256, size: size, mediaType: mediaType, location: location)
    }

    func write(to writer: inout SinglePassWriter) {
        writer.open()
        writer.value("location", location)
        writer.value("mediaType", mediaType)
        writer.value("sha256", sha256)
        writer.value("size", size)
        writer.close()
    }
}
