public import HTTP

extension HeaderFields {
    /// An empty value is no value.
    public subscript(header: MeshHeader) -> String? { self[header.rawValue] }

    /// Only those of MESH, which say something of the message; the others are the connection's.
    public var mesh: [String: String] { all.filter { $0.key.hasPrefix(MeshHeader.prefix) } }
}
