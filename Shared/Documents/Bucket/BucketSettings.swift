public import Foundation

/// A bucket of an S3 store (Amazon's, or one of the trust's own) and our credentials for it.
public struct BucketSettings: Sendable {
    /// The bucket's name, from `s3://bucket/prefix`.
    public let bucket: String
    /// Empty, or with a slash at its end.
    public let prefix: String
    /// Scheme, host and port, such as `https://s3.eu-west-2.amazonaws.com`.
    public let endpoint: String
    /// The region named in signatures, such as `eu-west-2`.
    public let region: String
    public let accessKey: String
    public let secretKey: String
    /// PEM file of the authorities to trust instead of the system's.
    public var authorityFile: String?
    /// The folder in which drafts are written before they are uploaded.
    public let scratch: URL

    /// - Parameters:
    ///   - address: `s3://bucket` or `s3://bucket/prefix`.
    ///   - endpoint: `https://host[:port]`; `http` is allowed for this machine only.
    /// - Throws: `.unusable`, which says which part is not valid.
    public init(
        _ address: URL, endpoint: URL, region: String, accessKey: String, secretKey: String,
        authorityFile: String? = nil, scratch: URL
    ) throws(DocumentStoreError) {
        func refuse(_ why: String) -> DocumentStoreError { .unusable(path: address.absoluteString, why: why) }
        guard address.scheme == "s3", let bucket = address.host, address.query == nil else {
            throw refuse("it is not s3://bucket or s3://bucket/prefix")
        }
        let prefix = address.path.split(separator: "/").joined(separator: "/")
        // Only characters that need no encoding in an address or a signature and that every store accepts.
        let isPlain = { (text: String) in
            text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || "-_.".utf8.contains($0)
            }
        }
        guard !bucket.isEmpty, isPlain(bucket), prefix.split(separator: "/").allSatisfy({ isPlain(String($0)) }),
            !prefix.split(separator: "/").contains(where: { $0.allSatisfy { $0 == "." } })
        else { throw refuse("the bucket's name and prefix may have letters, digits, '-', '_' and '.' only") }
        guard let scheme = endpoint.scheme, let host = endpoint.host, !host.isEmpty, endpoint.query == nil,
            endpoint.path.isEmpty || endpoint.path == "/", endpoint.user == nil
        else { throw refuse("the endpoint \(endpoint.absoluteString) is not https://host or https://host:port") }
        let isHere = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
        guard scheme == "https" || scheme == "http" && isHere else {
            throw refuse("the endpoint \(endpoint.absoluteString) must be https, but for this machine")
        }
        self.bucket = bucket
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        let port = endpoint.port.flatMap { (scheme == "https" ? 443 : 80) == $0 ? nil : ":\($0)" } ?? ""
        self.endpoint = "\(scheme)://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host)\(port)"
        self.region = region
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.authorityFile = authorityFile
        self.scratch = scratch
    }

    /// The value of the `Host` header: the host, and the port if it is not the default.
    var host: String { String(endpoint.drop { $0 != "/" }.dropFirst(2)) }
}
