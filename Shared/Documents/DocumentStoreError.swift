public import Letters

/// Why an object cannot be stored or read. It names the object's location, never its content.
public enum DocumentStoreError: Consequential, Equatable, Sendable {
    /// The store's folder is missing or may not be used.
    case unusable(path: String, why: String)
    /// The store was created with another key or without one, or it is encrypted and no key is given.
    case wrongKey(String)
    /// The store is usable but does not have the object.
    case missing(location: String)
    /// The object is not what the reference says: tampered with, cut short, or stored under another key.
    case damaged(location: String, why: String)
    /// The object is longer than the reader's limit.
    case tooLarge(location: String, size: Int, limit: Int)
    /// Writing failed because of this machine; the text names the path's owner and our user.
    case notWritten(why: String)
    /// Reading failed because of this machine, although the object may exist.
    case notRead(why: String)

    /// `never` for a damaged or too large object, which stays so; `later` for a missing one, which may be restored;
    /// `stop` for the rest, which concerns every object.
    public var consequence: Consequence {
        switch self {
        case .damaged, .tooLarge: .never
        case .missing: .later
        case .unusable, .wrongKey, .notWritten, .notRead: .stop
        }
    }

    /// The case's name without associated values, for use as a metric's label.
    public var code: String {
        switch self {
        case .unusable: "documents-unusable"
        case .wrongKey: "documents-wrong-key"
        case .missing: "object-missing"
        case .damaged: "object-damaged"
        case .tooLarge: "object-too-large"
        case .notWritten: "object-not-written"
        case .notRead: "object-not-read"
        }
    }

    public var description: String {
        switch self {
        case .unusable(let path, let why): "the document store at \(path) cannot be used: \(why)"
        case .wrongKey(let why): why
        case .missing(let location): "the object \(location) is not in the document store"
        case .damaged(let location, let why): "the object \(location) is damaged: \(why)"
        case .tooLarge(let location, let size, let limit):
            "the object \(location) has \(size) bytes, more than the \(limit) that are read at once"
        case .notWritten(let why): "the document store could not write: \(why)"
        case .notRead(let why): "the document store could not read: \(why)"
        }
    }
}
