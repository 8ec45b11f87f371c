/// The error of a command: one line that says what went wrong and what to do.
struct Trouble: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
