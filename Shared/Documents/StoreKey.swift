import Crypto
import Foundation

/// The key that a store's objects are encrypted with: 32 bytes.
public struct StoreKey: Sendable {
    let sealing: SymmetricKey
    let naming: SymmetricKey
    /// Identifies the key without revealing it: the first 8 bytes of a hash derived from it.
    let id: Data

    /// Parses a key in the form that operators keep: 64 hexadecimal digits, or 44 characters of base64; nil for any
    /// other.
    ///
    /// `openssl rand -hex 32` creates one.
    public init?(text: String) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Self.hexadecimal(text) ?? Data(base64Encoded: text), bytes.count == 32 else { return nil }
        let master = SymmetricKey(data: bytes)
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Data(purpose.utf8), outputByteCount: 32)
        }
        sealing = derive("meshpost documents: sealing")
        naming = derive("meshpost documents: naming")
        id = derive("meshpost documents: id").withUnsafeBytes { Data($0.prefix(8)) }
    }

    /// Derives the key of one object.
    ///
    /// - Parameter salt: 32 random bytes, kept in the object's header.
    func object(salt: Data) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: sealing, salt: salt, info: Data("meshpost documents: object".utf8), outputByteCount: 32)
    }

    private static func hexadecimal(_ text: String) -> Data? {
        guard text.utf8.count == 64 else { return nil }
        var bytes = Data()
        var rest = text[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
