import CCurl

/// Options for every request of a client.
public struct HTTPOptions: Sendable {
    public var tls: TLSFiles
    /// The number of concurrent requests, each on a persistent connection.
    public var connections: Int
    /// Maximum time to connect, including TLS, in milliseconds.
    public var connectTimeout: Int
    /// Seconds below `leastSpeed`, including the wait for the answer, after which a request fails.
    public var stallTimeout: Int
    /// Minimum speed in bytes per second.
    public var leastSpeed: Int
    /// Maximum duration of a request in seconds.
    public var longest: Int

    /// - Parameters:
    ///   - connectTimeout: maximum time to connect, including TLS, in milliseconds.
    ///   - stallTimeout: seconds below `leastSpeed`, including the wait for the answer, after which a request fails.
    ///   - leastSpeed: minimum speed in bytes per second.
    ///   - longest: maximum duration of a request in seconds.
    public init(
        tls: TLSFiles, connections: Int, connectTimeout: Int, stallTimeout: Int, leastSpeed: Int, longest: Int
    ) {
        self.tls = tls
        self.connections = connections
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.leastSpeed = leastSpeed
        self.longest = longest
    }

    func apply(to easy: UnsafeMutableRawPointer) {
        meshpost_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        // libcurl 7.88.1 lacks the fixes for uploads over HTTP/2 of curl 8.0 to 8.2.
        meshpost_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        meshpost_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        meshpost_curl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        meshpost_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        meshpost_curl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
        // libcurl accepts a truncated compressed body as complete, so `Inflater` decompresses instead.
        meshpost_curl_set_long(easy, CURLOPT_HTTP_CONTENT_DECODING, 0)
        meshpost_curl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
        meshpost_curl_set_long(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024)
        meshpost_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout)
        meshpost_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, leastSpeed)
        meshpost_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, stallTimeout)
        meshpost_curl_set_long(easy, CURLOPT_TIMEOUT, longest)
        applyTLS(to: easy)
    }

    private func applyTLS(to easy: UnsafeMutableRawPointer) {
        meshpost_curl_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        meshpost_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        meshpost_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        let files: [(CURLoption, String?)] = [
            (CURLOPT_CAINFO, tls.authorityFile), (CURLOPT_SSLCERT, tls.certificateFile),
            (CURLOPT_SSLKEY, tls.keyFile), (CURLOPT_KEYPASSWD, tls.keyPassword),
        ]
        for case (let option, let value?) in files { meshpost_curl_set_string(easy, option, value) }
    }
}
