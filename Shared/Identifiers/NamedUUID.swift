import Crypto
public import Foundation

/// A version 5 UUID (RFC 4122, section 4.3) in MeshPost's namespace. The same parts give the same id on every machine
/// and in every version, so that duplicates of repeated work are recognised (deploy/docs/CONTRACT.md, "Identity").
public enum NamedUUID {
    /// The namespace of MeshPost's ids; it must never change.
    private static let namespace = UUID(uuidString: "5d0f2f4e-6b0a-5c53-9a3e-3f3c1f0f7a11")!

    /// The id of these parts. Each part is preceded by its length, so that different lists of parts never give the same
    /// bytes.
    public static func of(_ parts: String...) -> UUID { of(parts) }

    /// The id of a list of parts.
    public static func of(_ parts: [String]) -> UUID {
        var hash = Insecure.SHA1()
        withUnsafeBytes(of: namespace.uuid) { hash.update(bufferPointer: $0) }
        for part in parts {
            hash.update(data: Data("\(part.utf8.count):".utf8))
            hash.update(data: Data(part.utf8))
        }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
