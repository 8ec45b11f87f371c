/// The meaning of ITK 2 error codes (vocabulary DE_Error, 2.16.840.1.113883.2.1.3.2.4.17.516).
enum EnvelopeError {
    private static let parts = [
        "distribution envelope", "envelope's header", "list of addresses", "audit identity", "envelope's id",
        "manifest", "item of the manifest", "sender's address", "handling specifications", "handling specification",
        "payloads", "payload",
    ]

    /// The code and its meaning; for an unknown code, only that it is unknown.
    static func words(_ code: String) -> String {
        guard code.hasPrefix("DE"), code.count == 6, let number = Int(code.dropFirst(2)),
            (1...parts.count).contains(number)
        else { return "a code that is not in the table of ITK 2" }
        return "\(code): the \(parts[number - 1]) could not be processed"
    }
}
