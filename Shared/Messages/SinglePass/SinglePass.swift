/// A value of an event that is read and written in one pass over bytes, in the form in which every event is written:
/// keys in their order, no spaces, whole numbers, no escapes but those of `"` and `\`.
///
/// Everything else is unusual and left to Foundation, so that what is read, what is written and what is refused are the
/// same. `Tests/MessagesTests/SinglePassTests.swift` holds both equal.
protocol SinglePass {
    /// Reads the value that comes next.
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
