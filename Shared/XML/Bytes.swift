public import Foundation

/// A file's bytes as they go into a document: held in memory where they are few, else read piece by piece while they
/// are written, so that memory does not grow with them.
public struct Bytes: Equatable, Sendable {
    /// Gives all bytes in order, as often as it is called.
    public typealias Source = @Sendable (_ sink: (Data) throws -> Void) throws -> Void

    public let count: Int
    /// The first bytes; all of them where the source is memory. Enough to tell the file's type.
    public let start: Data
    /// What tells the content from another of the same length and beginning: its hash.
    private let name: String
    private let source: Source?

    /// Bytes in memory.
    public init(_ data: Data) {
        (count, start, name, source) = (data.count, data, "", nil)
    }

    /// Bytes that lie elsewhere.
    ///
    /// - Parameters:
    ///   - start: the first of them, at least 1 KiB.
    ///   - name: the content's hash.
    public init(count: Int, start: Data, name: String, source: @escaping Source) {
        (self.count, self.start, self.name, self.source) = (count, start, name, source)
    }

    /// Gives every byte in order, in pieces of any size.
    ///
    /// - Throws: what the sink throws, and what keeps the source from being read.
    public func read(_ sink: (Data) throws -> Void) throws {
        guard let source else { return try sink(start) }
        try source(sink)
    }

    public static func == (one: Bytes, other: Bytes) -> Bool {
        one.count == other.count && one.name == other.name && one.start == other.start
    }
}
