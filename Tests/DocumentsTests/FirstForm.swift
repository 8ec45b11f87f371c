import Crypto
import Foundation
import Letters

/// An encrypted object as the first version wrote it: header `MPD1`, key id and a random nonce prefix of 7 bytes; all
/// segments under the store's one key. Written from the contract of that version, apart from the store's own code.
struct FirstForm {
    private let master: SymmetricKey

    /// - Parameter key: 64 hexadecimal digits.
    init(key: String) {
        let digits = Array(key)
        master = SymmetricKey(
            data: stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) })
    }

    private func derived(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Data("meshpost documents: \(purpose)".utf8), outputByteCount: 32)
    }

    /// The object, and what names it.
    func sealed(_ plain: Data) throws -> (bytes: Data, reference: ObjectReference) {
        let prefix = Data((0..<7).map { _ in UInt8.random(in: 0...255) })
        let header = Data("MPD1".utf8) + derived("id").withUnsafeBytes { Data($0.prefix(8)) } + prefix
        var bytes = header
        let segments = max(1, (plain.count + 1_048_575) / 1_048_576)
        for number in 0..<segments {
            var nonce = prefix
            withUnsafeBytes(of: UInt32(number).bigEndian) { nonce.append(contentsOf: $0) }
            nonce.append(number == segments - 1 ? 1 : 0)
            let piece = plain.dropFirst(number * 1_048_576).prefix(1_048_576)
            let box = try AES.GCM.seal(
                piece, using: derived("sealing"), nonce: AES.GCM.Nonce(data: nonce), authenticating: header)
            bytes += box.ciphertext + box.tag
        }
        let digest = Data(SHA256.hash(data: plain))
        let name = Self.hexadecimal(HMAC<SHA256>.authenticationCode(for: digest, using: derived("naming")))
        let reference = ObjectReference(
            sha256: Self.hexadecimal(digest), size: plain.count, mediaType: "text/plain",
            location: "\(name.prefix(2))/\(name)")
        return (bytes, reference)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
