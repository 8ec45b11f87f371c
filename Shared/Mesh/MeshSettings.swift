public import HTTP

/// The address of the MESH API and our credentials for it.
public struct MeshSettings: Sendable {
    /// Scheme, host and port, such as `https://msg.intspineservices.nhs.uk`, optionally followed by `/messageexchange`.
    public var url: String
    /// Our mailbox id; signed and sent in capital letters.
    public var mailbox: String
    /// The mailbox's password, in ASCII.
    public var password: String
    /// The shared secret of the MESH environment, which is the HMAC key.
    public var sharedKey: String
    public var tls: TLSFiles
    /// The number of concurrent requests, each on a persistent connection.
    public var connections: Int
    /// Maximum size of a request body in bytes, before compression; a longer message is sent in chunks of this size.
    /// MESH accepts 100 MB, requires chunks over 5 MB, and up to 20 MB works on all networks between.
    public var largestRequest: Int
    /// Maximum size of a message over all its chunks, in bytes (specification 2.0.0, "Send message": 20 GB).
    public var largestMessage = 20_000_000_000
    /// Size in bytes from which a message is sent compressed (gzip), if that makes it smaller.
    public var compressFrom = 1_000_000
    /// Maximum size of a received message after decompression, in bytes.
    public var largestDownload: Int
    /// Seconds below `leastSpeed`, including the wait for the answer, after which a request is abandoned.
    public var stallTimeout: Int
    /// Bytes per second, in either direction, below which a request counts as stalled.
    public var leastSpeed = 1000
    /// Maximum duration of one request in seconds, whatever its speed.
    public var longestRequest = 1800
    /// Maximum duration of the download of a message with all its chunks, in seconds.
    public var longestDownload = 6 * 3600
    /// Maximum number of chunks of a received message: 20 GB in chunks of 5 MB (specification 2.0.0, "Send message
    /// chunk").
    public var mostChunks = 4000
    /// The schedule for repeating requests when MESH asks to retry later; sends are never repeated.
    public var retry: RetrySchedule

    public init(
        url: String, mailbox: String, password: String, sharedKey: String, tls: TLSFiles = TLSFiles(),
        connections: Int = 4,
        largestRequest: Int = 10_000_000, largestDownload: Int = 1_000_000_000, stallTimeout: Int = 60,
        retry: RetrySchedule = RetrySchedule()
    ) {
        self.url = url
        self.mailbox = mailbox.uppercased()
        self.password = password
        self.sharedKey = sharedKey
        self.tls = tls
        self.connections = connections
        self.largestRequest = largestRequest
        self.largestDownload = largestDownload
        self.stallTimeout = stallTimeout
        self.retry = retry
    }

    /// The URL without `/messageexchange`.
    var origin: String {
        var text = Substring(url)
        while text.hasSuffix("/") { text = text.dropLast() }
        if text.hasSuffix("/messageexchange") { text = text.dropLast("/messageexchange".count) }
        return String(text)
    }
}
