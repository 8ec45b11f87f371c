import CCurl

/// libcurl's results, sorted by what they mean for us.
enum CurlCode {
    static func failure(_ code: CURLcode, text: String, wasSent: Bool) -> HTTPFailure {
        var words = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        // What libcurl says when it is not allowed to send a message a second time.
        if code == CURLE_SEND_FAIL_REWIND { words = "the connection broke after the message had left" }
        // What libcurl says of a header that is longer than it keeps.
        if code == CURLE_OUT_OF_MEMORY, wasSent { words = "a header of the answer is too long, or memory is short" }
        let wasSent = wasSent && !beforeRequest.contains(code.rawValue)
        return HTTPFailure(
            cause: cause(of: code, words: words, wasSent), detail: "\(words) (curl \(code.rawValue))", wasSent: wasSent)
    }

    /// Whatever ends a request that has left may be the answer's own, so that it says nothing of the next request.
    private static func cause(of code: CURLcode, words: String, _ wasSent: Bool) -> HTTPFailure.Cause {
        if certificate.contains(code.rawValue) || refusesCertificate(words) { return .certificate }
        if code == CURLE_OPERATION_TIMEDOUT { return .timeout }
        return wasSent || dropped.contains(code.rawValue) ? .dropped : .connection
    }

    /// With TLS 1.3 a refused client certificate shows only at the first read, as an alert.
    private static func refusesCertificate(_ words: String) -> Bool {
        words.contains("alert") && words.contains("certificate") || words.contains("alert unknown ca")
    }

    private static let certificate: Set<UInt32> = [
        CURLE_PEER_FAILED_VERIFICATION.rawValue, CURLE_SSL_CERTPROBLEM.rawValue, CURLE_SSL_CACERT_BADFILE.rawValue,
        CURLE_SSL_ISSUER_ERROR.rawValue, CURLE_SSL_INVALIDCERTSTATUS.rawValue,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH.rawValue,
    ]

    private static let dropped: Set<UInt32> = [
        CURLE_GOT_NOTHING.rawValue, CURLE_RECV_ERROR.rawValue, CURLE_SEND_ERROR.rawValue,
        CURLE_PARTIAL_FILE.rawValue, CURLE_SEND_FAIL_REWIND.rawValue,
    ]

    /// The connection did not come about, so that no byte of the request has left. An unsupported protocol is not
    /// among them: libcurl says it too of an answer that is not HTTP.
    private static let beforeRequest: Set<UInt32> = certificate.union([
        CURLE_URL_MALFORMAT.rawValue, CURLE_COULDNT_RESOLVE_HOST.rawValue, CURLE_COULDNT_RESOLVE_PROXY.rawValue,
        CURLE_COULDNT_CONNECT.rawValue, CURLE_SSL_CONNECT_ERROR.rawValue,
    ])
}
