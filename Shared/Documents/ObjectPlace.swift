import Foundation

/// A place for objects that are stored separately: a folder or a bucket. Every call blocks.
protocol ObjectPlace: Sendable {
    /// The path or address, for messages.
    var name: String { get }
    /// The folder in which drafts are written, with a slash at its end.
    var drafts: String { get }

    /// Creates the store's mark, or reads the existing one.
    ///
    /// - Parameter mark: the mark to write if there is none.
    /// - Returns: the mark that is there; if several processes create it at once, the first one counts.
    /// - Throws: `.unusable`.
    func begin(_ mark: Data) throws(DocumentStoreError) -> Data

    /// Whether an object of this name exists.
    func has(_ location: String) throws(DocumentStoreError) -> Bool

    /// Makes the name of an existing object durable: another process may have given it just now.
    func makeLast(_ location: String) throws(DocumentStoreError)

    /// Makes a complete draft durable under its final name; the draft is gone afterwards.
    ///
    /// - Throws: `.notWritten`; then the draft remains.
    func keep(_ draft: FileWork.Draft, as location: String) throws(DocumentStoreError)

    /// Opens the stored object; nil when no object has this name.
    ///
    /// - Throws: `.damaged`, `.notRead`.
    func input(_ location: String) throws(DocumentStoreError) -> FileWork.Input?

    /// The error for an object that was not found: `.missing`, or `.unusable` when the whole place is gone.
    func absence(of location: String) -> DocumentStoreError

    /// The names of all objects, sorted.
    ///
    /// - Throws: `.notRead`.
    func locations() throws(DocumentStoreError) -> [String]

    /// Writes and removes a small object.
    ///
    /// - Throws: `.notWritten`.
    func check() throws(DocumentStoreError)
}

extension ObjectPlace {
    /// The name of the object that holds the store's mark.
    var markName: String { "store.json" }
}
