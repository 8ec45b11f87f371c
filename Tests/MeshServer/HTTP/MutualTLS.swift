import Hummingbird
import HummingbirdTLS
import NIOSSL

extension ServerSettings.TLS {
    /// Returns the server's TLS configuration. A client without a certificate of the authority is disconnected.
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
