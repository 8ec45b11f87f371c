public import Letters

/// Why an object cannot be stored or read. Names the object's place, never its content.
public enum DocumentStoreError: Consequential, Equatable, Sendable {
    /// The store's folder is missing or may not be used.
    case unusable(path: String, why: String)
    /// The store was begun with another key, or with none, or it is encrypted and no key is given.
    case wrongKey(String)
    /// The store is there, and has no such object.
    case missing(location: String)
    /// The object is not what the reference says: tampered with, cut short, or stored under another key.
    case damaged(location: String, why: String)
    /// The object is longer than the reader takes.
    case tooLarge(location: String, size: Int, limit: Int)
    /// It could not be written: the machine's fault, with whose the path is and who we are.
    case notWritten(why: String)
    /// It could not be read although it may be there: the machine's fault likewise.
    case notRead(why: String)

    /// A damaged object stays damaged, a missing one may be restored, and all else concerns every object alike.
    public var consequence: Consequence {
        switch self {
        case .damaged, .tooLarge: .never
        case .missing: .later
        case .unusable, .wrongKey, .notWritten, .notRead: .stop
        }
    }

    /// Without associated values: fit for a metric's label.
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
