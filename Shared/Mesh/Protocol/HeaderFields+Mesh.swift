public import HTTP

extension HeaderFields {
    /// An empty value is no value.
    public subscript(header: MeshHeader) -> String? { self[header.rawValue] }

    /// The headers of MESH alone, which describe the message; the others belong to the connection.
    public var mesh: [String: String] { all.filter { $0.key.hasPrefix(MeshHeader.prefix) } }
}
