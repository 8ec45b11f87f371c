public import HTTP

/// Where the MESH API is, and who we are to it.
public struct MeshSettings: Sendable {
    /// Scheme, host and port, such as `https://msg.intspineservices.nhs.uk`; `/messageexchange` may stand behind.
    public var url: String
    /// Our mailbox id; signed and sent in capital letters.
    public var mailbox: String
    /// The mailbox's password: ASCII.
    public var password: String
    /// The secret of the environment that keys the HMAC.
    public var sharedKey: String
    public var tls: TLSFiles
    /// Requests at a time, each on a kept connection.
    public var connections: Int
    /// The most bytes of one request's body, before compression; a longer message goes in chunks of this. MESH takes
    /// 100 MB, wants chunks over 5 MB, and up to 20 MB is safe with every network between.
    public var largestRequest: Int
    /// The most bytes of a message in all its chunks (specification 2.0.0, "Send message": 20 GB).
    public var largestMessage = 20_000_000_000
    /// Messages of so many bytes are compressed for the way (gzip), where that gains anything.
    public var compressFrom = 1_000_000
    /// The most bytes, decompressed, that a received message may have.
    public var largestDownload: Int
    /// Seconds below the least speed before a request is given up, waiting for the answer included.
    public var stallTimeout: Int
    /// Bytes a second, in either direction, below which a request stalls.
    public var leastSpeed = 1000
    /// Seconds that one request may take in all, however fast it is.
    public var longestRequest = 1800
    /// Seconds that a message may take in all its chunks.
    public var longestDownload = 6 * 3600
    /// The most chunks that a received message may have: 20 GB in chunks of 5 MB are as many (specification 2.0.0,
    /// "Send message chunk").
    public var mostChunks = 4000
    /// Requests are tried at most this often when MESH says "later"; a send never is.
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

    /// What stands before `/messageexchange`.
    var origin: String {
        var text = Substring(url)
        while text.hasSuffix("/") { text = text.dropLast() }
        if text.hasSuffix("/messageexchange") { text = text.dropLast("/messageexchange".count) }
        return String(text)
    }
}
