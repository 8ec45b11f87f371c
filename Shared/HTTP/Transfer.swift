import CCurl
import Foundation
import Synchronization

/// One request while libcurl processes it: the state of its callbacks.
///
/// `@unchecked Sendable`: after submission, only the owner thread of `HTTPClient` uses it. The cancellation flag, which
/// other threads set, is behind a lock.
final class Transfer: @unchecked Sendable {
    let request: HTTPRequest
    private let isCancelledFlag = Mutex(false)
    private var completion: (@Sendable (Result<HTTPResponse, HTTPFailure>) -> Void)?

    private var easy: UnsafeMutableRawPointer?
    private var headerList: UnsafeMutablePointer<curl_slist>?
    var offset = 0
    var headers = HeaderFields()
    var body = Data()
    /// Bytes of the body after decompression.
    var received = 0
    /// True once the first byte of a body has arrived and the headers were checked.
    var isBodyJudged = false
    var inflater: Inflater?
    /// Bytes of the body as received. `hasMore` is true if there were more than `Content-Length` says.
    var wireBytes = 0
    private var hasMore = false
    /// True if libcurl chose a persistent connection with unread bytes. Nothing was sent over it, and it is closed.
    var isConnectionSoiled = false
    private var sockets: Sockets?
    var headerBytes = 0
    private var stopped: HTTPFailure?
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init(_ request: HTTPRequest) {
        self.request = request
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { errorText.deallocate() }

    var isCancelled: Bool { isCancelledFlag.withLock { $0 } }

    func cancel() { isCancelledFlag.withLock { $0 = true } }

    /// Sets the completion, which is called on the owner thread when the request has ended.
    func whenComplete(_ completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void) {
        self.completion = completion
    }

    func complete(_ result: Result<HTTPResponse, HTTPFailure>) {
        completion?(result)
        completion = nil
    }

    /// Sets the options of this request on the handle.
    func prepare(_ easy: UnsafeMutableRawPointer, _ sockets: Sockets) {
        self.easy = easy
        self.sockets = sockets
        let me = Unmanaged.passUnretained(self).toOpaque()
        meshpost_curl_set_string(easy, CURLOPT_URL, request.url)
        meshpost_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        for (name, value) in request.headers + [("Expect", "")] {
            headerList = curl_slist_append(headerList, value.isEmpty ? "\(name):" : "\(name): \(value)")
        }
        meshpost_curl_set_list(easy, CURLOPT_HTTPHEADER, headerList)
        meshpost_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, Self.onHeader)
        meshpost_curl_set_pointer(easy, CURLOPT_HEADERDATA, me)
        meshpost_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, Self.onBody)
        meshpost_curl_set_pointer(easy, CURLOPT_WRITEDATA, me)
        meshpost_curl_set_data_callback(easy, CURLOPT_READFUNCTION, Self.onRead)
        meshpost_curl_set_pointer(easy, CURLOPT_READDATA, me)
        meshpost_curl_set_seek_callback(easy, Self.onSeek)
        meshpost_curl_set_pointer(easy, CURLOPT_SEEKDATA, me)
        meshpost_curl_set_prereq_callback(easy, Self.beforeRequest)
        meshpost_curl_set_pointer(easy, CURLOPT_PREREQDATA, me)
        if request.sink != nil {
            // libcurl silently drops bytes beyond the length of the body; only its debug trace shows them.
            meshpost_curl_set_long(easy, CURLOPT_VERBOSE, 1)
            meshpost_curl_set_debug_callback(easy, Self.onTrace)
            meshpost_curl_set_pointer(easy, CURLOPT_DEBUGDATA, me)
        }
        prepareMethod(easy)
    }

    private func prepareMethod(_ easy: UnsafeMutableRawPointer) {
        let size = curl_off_t(request.body?.size ?? 0)
        switch request.method {
        case .get:
            meshpost_curl_set_long(easy, CURLOPT_HTTPGET, 1)
        case .head:
            meshpost_curl_set_long(easy, CURLOPT_NOBODY, 1)
        case .post:
            meshpost_curl_set_long(easy, CURLOPT_POST, 1)
            meshpost_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, size)
        case .put:
            meshpost_curl_set_long(easy, CURLOPT_UPLOAD, 1)
            meshpost_curl_set_size(easy, CURLOPT_INFILESIZE_LARGE, size)
        case .delete:
            meshpost_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    func isClean(port: Int) -> Bool { sockets?.isClean(port: port) ?? true }

    /// Checks whether a message had more bytes than `Content-Length` says, in which case what was kept may be
    /// incomplete.
    func lookForMore() {
        guard request.sink != nil, headers["transfer-encoding"] == nil,
            let length = headers["content-length"].flatMap({ Int($0) })
        else { return }
        // A TLS connection that is being closed receives a few bytes, which mean nothing.
        let rest = sockets?.pending(port: number(CURLINFO_LOCAL_PORT)) ?? 0
        hasMore = wireBytes > length || wireBytes == length && rest > 64
    }

    /// Returns true if the request must be repeated because of a connection with unread bytes. Resets the state of the
    /// first attempt.
    func mustBeginAnew() -> Bool {
        guard isConnectionSoiled else { return false }
        isConnectionSoiled = false
        (headers, body, headerBytes, wireBytes, received, offset) = (HeaderFields(), Data(), 0, 0, 0, 0)
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        release()
        return !isCancelled
    }

    /// Completes the request with the result that libcurl reports.
    ///
    /// - Parameter code: nil if we ended the request.
    func finish(_ code: CURLcode?) {
        defer { release() }
        let wasSent = number(CURLINFO_REQUEST_SIZE) > 0
        guard let code else {
            return complete(.failure(HTTPFailure(cause: .cancelled, detail: "cancelled", wasSent: wasSent)))
        }
        if var stopped {
            stopped.wasSent = wasSent
            return complete(.failure(stopped))
        }
        guard code == CURLE_OK else {
            return complete(.failure(CurlCode.failure(code, text: String(cString: errorText), wasSent: wasSent)))
        }
        guard inflater?.isAtEnd ?? true else {
            let words = "the compressed body ended before its end"
            return complete(.failure(HTTPFailure(cause: .dropped, detail: words, wasSent: wasSent)))
        }
        guard !hasMore else {
            let words = "the body has more bytes than its length says"
            return complete(.failure(HTTPFailure(cause: .dropped, detail: words, wasSent: wasSent)))
        }
        complete(
            .success(
                HTTPResponse(status: number(CURLINFO_RESPONSE_CODE), headers: headers, body: body, size: received)))
    }

    private func release() {
        curl_slist_free_all(headerList)
        headerList = nil
        sockets = nil
        easy = nil
    }

    func number(_ info: CURLINFO) -> Int {
        guard let easy else { return 0 }
        var value = 0
        meshpost_curl_get_long(easy, info, &value)
        return value
    }

    func stop(_ cause: HTTPFailure.Cause, _ detail: String) {
        stopped = HTTPFailure(cause: cause, detail: detail, wasSent: true)
    }
}
