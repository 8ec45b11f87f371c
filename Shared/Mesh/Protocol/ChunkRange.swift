/// The header `mex-chunk-range`: `2:3` is the second of three chunks.
struct ChunkRange: Equatable {
    var number: Int
    var total: Int

    init?(_ text: String?) {
        let parts = (text ?? "").split(separator: ":").map { Int($0) }
        guard parts.count == 2, let number = parts[0], let total = parts[1] else { return nil }
        (self.number, self.total) = (number, total)
    }
}
