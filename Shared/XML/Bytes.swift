public import Foundation

/// The bytes of a file that goes into a document. A small file is held in memory; a large one is read in pieces while
/// the document is written, so that memory use does not grow with the file.
public struct Bytes: Equatable, Sendable {
    /// Passes all bytes to the sink in order; can be called any number of times.
    public typealias Source = @Sendable (_ sink: (Data) throws -> Void) throws -> Void

    public let count: Int
    /// The first bytes of the file, enough to detect its type. All bytes where the source is memory.
    public let start: Data
    /// Hash of the content, compared by `==`. Empty for bytes in memory.
    private let name: String
    private let source: Source?

    /// Creates bytes that are held in memory.
    public init(_ data: Data) {
        (count, start, name, source) = (data.count, data, "", nil)
    }

    /// Creates bytes that are read from `source` when they are needed.
    ///
    /// - Parameters:
    ///   - start: the first bytes, at least 1 KiB.
    ///   - name: the hash of the content.
    public init(count: Int, start: Data, name: String, source: @escaping Source) {
        (self.count, self.start, self.name, self.source) = (count, start, name, source)
    }

    /// Passes every byte to the sink in order, in pieces of any size.
    ///
    /// - Throws: errors of the sink, and errors of reading the source.
    public func read(_ sink: (Data) throws -> Void) throws {
        guard let source else { return try sink(start) }
        try source(sink)
    }

    public static func == (one: Bytes, other: Bytes) -> Bool {
        one.count == other.count && one.name == other.name && one.start == other.start
    }
}
