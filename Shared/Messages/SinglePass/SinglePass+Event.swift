import Foundation
import Letters

extension SinglePass {
    /// Encodes the event with this payload; nil if Foundation must do it, because a value is unusual.
    func body(_ header: EventCodec.Header) -> Data? {
        var writer = SinglePassWriter()
        header.write(to: &writer, data: self)
        return writer.isUnusual ? nil : Data(writer.bytes)
    }

    /// Decodes the payload of an event; nil if Foundation must do it, because something is unusual.
    init?(data body: Data) {
        do throws(Unusual) {
            self = try body.readOnce { (reader) throws(Unusual) in
                try reader.open()
                let payload: Self = try reader.value("data")
                try reader.skipOthers(than: "data")
                return payload
            }
        } catch {
            return nil
        }
    }
}

extension EventCodec.Header {
    /// Decodes the envelope; nil if anything in the event, the payload included, is unusual, because Foundation
    /// validates the whole event.
    init?(singlePass body: Data) {
        do throws(Unusual) {
            self = try body.readOnce { (reader) throws(Unusual) in try Self(reading: &reader) }
        } catch {
            return nil
        }
    }

    private init(reading reader: inout SinglePassReader) throws(Unusual) {
        try reader.open()
        try reader.skip("data")
        datacontenttype = try reader.value("datacontenttype")
        dataschema = try reader.value("dataschema")
        id = try reader.value("id")
        source = try reader.value("source")
        specversion = try reader.value("specversion")
        subject = try reader.value("subject")
        time = try reader.value("time")
        traceparent = try reader.valueIfPresent("traceparent")
        type = try reader.value("type")
        try reader.close()
    }

    func write(to writer: inout SinglePassWriter, data: some SinglePass) {
        writer.open()
        writer.value("data", data)
        writer.value("datacontenttype", datacontenttype)
        writer.value("dataschema", dataschema)
        writer.value("id", id)
        writer.value("source", source)
        writer.value("specversion", specversion)
        writer.value("subject", subject)
        writer.value("time", time)
        writer.valueIfPresent("traceparent", traceparent)
        writer.value("type", type)
        writer.close()
    }
}

extension Data {
    /// Reads all bytes in one pass.
    func readOnce<Value>(
        _ read: (inout SinglePassReader) throws(Unusual) -> Value
    ) throws(Unusual) -> Value {
        // Foundation's closures throw untyped errors; a `Result` keeps the error's type.
        let result = withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: UInt8.self) { bytes -> Result<Value, Unusual> in
                var reader = SinglePassReader(bytes)
                return Result { () throws(Unusual) in
                    let value = try read(&reader)
                    guard reader.isAtEnd else { throw Unusual() }
                    return value
                }
            }
        }
        return try result.get()
    }
}
