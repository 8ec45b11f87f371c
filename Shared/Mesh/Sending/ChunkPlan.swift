/// Splits a message into chunks (MESH API specification 2.0.0, "Send message chunk"). The uncompressed bytes are split,
/// and each chunk is compressed separately.
struct ChunkPlan: Equatable {
    /// Length of the message in bytes.
    let size: Int
    /// Maximum size of a chunk in bytes, before compression.
    let chunkSize: Int

    /// The number of chunks, at least 1.
    var count: Int { max(1, (size + chunkSize - 1) / chunkSize) }

    /// The byte range of a chunk, counted from 1.
    func range(of number: Int) -> Range<Int> {
        let start = (number - 1) * chunkSize
        return start..<min(size, start + chunkSize)
    }

    /// The value of `mex-chunk-range`.
    func header(of number: Int) -> String { "\(number):\(count)" }
}
