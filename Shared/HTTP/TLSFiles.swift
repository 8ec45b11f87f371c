/// The PEM files for mutual TLS. The server's certificate is always verified.
public struct TLSFiles: Sendable, Equatable {
    /// Authorities to trust in place of the system's.
    public var authorityFile: String?
    public var certificateFile: String?
    public var keyFile: String?
    public var keyPassword: String?

    public init(
        authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
        keyPassword: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.keyPassword = keyPassword
    }
}
