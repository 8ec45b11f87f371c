import CCurl

/// Converts libcurl's result codes to failures.
enum CurlCode {
    static func failure(_ code: CURLcode, text: String, wasSent: Bool) -> HTTPFailure {
        var words = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        // libcurl's text for this code only says that it may not send the body a second time.
        if code == CURLE_SEND_FAIL_REWIND { words = "the connection broke after the message had left" }
        // libcurl also returns this code for a header that is too long for it.
        if code == CURLE_OUT_OF_MEMORY, wasSent { words = "a header of the answer is too long, or memory is short" }
        let wasSent = wasSent && !beforeRequest.contains(code.rawValue)
        return HTTPFailure(
            cause: cause(of: code, words: words, wasSent), detail: "\(words) (curl \(code.rawValue))", wasSent: wasSent)
    }

    /// A request that was sent may have failed because of its own answer, so the cause says nothing about other
    /// requests.
    private static func cause(of code: CURLcode, words: String, _ wasSent: Bool) -> HTTPFailure.Cause {
        if certificate.contains(code.rawValue) || refusesCertificate(words) { return .certificate }
        if code == CURLE_OPERATION_TIMEDOUT { return .timeout }
        return wasSent || dropped.contains(code.rawValue) ? .dropped : .connection
    }

    /// With TLS 1.3, a refused client certificate only shows as an alert at the first read.
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

    /// Codes of failures before any byte of the request was sent. An unsupported protocol is not included, because
    /// libcurl also reports it for an answer that is not HTTP.
    private static let beforeRequest: Set<UInt32> = certificate.union([
        CURLE_URL_MALFORMAT.rawValue, CURLE_COULDNT_RESOLVE_HOST.rawValue, CURLE_COULDNT_RESOLVE_PROXY.rawValue,
        CURLE_COULDNT_CONNECT.rawValue, CURLE_SSL_CONNECT_ERROR.rawValue,
    ])
}
