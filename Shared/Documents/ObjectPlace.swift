import Foundation

/// Where objects lie that are each on their own: a folder, or a bucket. Every call blocks.
protocol ObjectPlace: Sendable {
    /// A path or an address, for people.
    var name: String { get }
    /// The folder in which drafts are written, with a slash at its end.
    var drafts: String { get }

    /// Begins the place, or finds that it has been begun.
    ///
    /// - Parameter mark: how the store would be begun.
    /// - Returns: how it was begun; of several at once the first counts.
    /// - Throws: `.unusable`.
    func begin(_ mark: Data) throws(DocumentStoreError) -> Data

    /// Whether there is an object of this name.
    func has(_ location: String) throws(DocumentStoreError) -> Bool

    /// Makes sure that the name of an object outlasts a power cut: another process may have given it just now.
    func makeLast(_ location: String) throws(DocumentStoreError)

    /// Brings a whole draft to where it lasts and gives it its name; the draft is gone afterwards.
    ///
    /// - Throws: `.notWritten`; the draft is left then.
    func keep(_ draft: FileWork.Draft, as location: String) throws(DocumentStoreError)

    /// The object as it is stored; nil where there is none of this name.
    ///
    /// - Throws: `.damaged`, `.notRead`.
    func input(_ location: String) throws(DocumentStoreError) -> FileWork.Input?

    /// What it means that no object of this name is there: a place that is not there has none at all.
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
    /// The object that holds how the store was begun.
    var markName: String { "store.json" }
}
