public import HTTP

extension HeaderFields {
    /// The value of a MESH header; nil if it is missing or empty.
    public subscript(header: MeshHeader) -> String? { self[header.rawValue] }

    /// Only the headers of MESH, which describe the message; the others describe the connection.
    public var mesh: [String: String] { all.filter { $0.key.hasPrefix(MeshHeader.prefix) } }
}
