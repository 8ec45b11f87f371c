import Hummingbird
import HummingbirdTLS
import NIOSSL

extension ServerSettings.TLS {
    /// What the server shows, and whom it lets in: a client without a certificate of that authority is cut off.
    func configuration() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.trustRoots = .file(clients)
        configuration.certificateVerification = .noHostnameVerification
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
