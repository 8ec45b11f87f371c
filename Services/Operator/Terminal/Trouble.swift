/// Why a command could not do what it was asked: one line that says what to do.
struct Trouble: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
