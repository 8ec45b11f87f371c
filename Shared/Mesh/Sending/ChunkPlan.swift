/// How a message is cut (MESH API specification 2.0.0, "Send message chunk"): the plain bytes are cut, and each chunk is
/// compressed by itself.
struct ChunkPlan: Equatable {
    /// Length of the message in bytes.
    let size: Int
    /// The most bytes of a chunk, before it is compressed.
    let chunkSize: Int

    /// At least 1.
    var count: Int { max(1, (size + chunkSize - 1) / chunkSize) }

    /// Which bytes a chunk has, counted from 1.
    func range(of number: Int) -> Range<Int> {
        let start = (number - 1) * chunkSize
        return start..<min(size, start + chunkSize)
    }

    /// `mex-chunk-range`.
    func header(of number: Int) -> String { "\(number):\(count)" }
}
