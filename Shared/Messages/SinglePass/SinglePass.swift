/// A value of an event that is read and written in one pass over bytes. The JSON must have the form in which events are
/// written: keys in order, no spaces, whole numbers, no escapes except those of `"` and `\`.
///
/// Any other form is "unusual" and left to Foundation, so that both give the same results and refuse the same input.
/// `Tests/MessagesTests/SinglePassTests.swift` checks this.
protocol SinglePass {
    /// Reads the next value.
    init(reading reader: inout SinglePassReader) throws(Unusual)
    func write(to writer: inout SinglePassWriter)
}

/// Thrown for JSON that is not in the form in which we write it; Foundation may still be able to read it.
struct Unusual: Error {}

extension SinglePass where Self: RawRepresentable<String> {
    init(reading reader: inout SinglePassReader) throws(Unusual) {
        guard let value = Self(rawValue: try reader.text()) else { throw Unusual() }
        self = value
    }

    func write(to writer: inout SinglePassWriter) { writer.text(rawValue) }
}
