/// The type of an event, which is both the routing key on the broker and the CloudEvents type.
///
/// deploy/docs/CONTRACT.md, "Broker", lists the publisher and the meaning of each type.
public struct EventType: RawRepresentable, Codable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    private init(_ rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    public static let letterExtracted = Self("letter.extracted")
    public static let letterWithheld = Self("letter.withheld")
    public static let letterWithdrawn = Self("letter.withdrawn")
    public static let letterRedropped = Self("letter.redropped")
    public static let letterConvertedForMesh = Self("letter.converted.mesh")
    public static let letterConvertedForFolder = Self("letter.converted.folder")
    public static let letterRefused = Self("letter.refused")
    public static let letterReconvert = Self("letter.reconvert")
    public static let letterSent = Self("letter.sent")
    public static let letterUnroutable = Self("letter.unroutable")
    public static let letterCancelled = Self("letter.cancelled")
    public static let letterSuperseded = Self("letter.superseded")
    public static let letterDelivered = Self("letter.delivered")
    public static let letterCollected = Self("letter.collected")
    public static let meshReceived = Self("mesh.received")
    public static let meshPolled = Self("mesh.polled")
    public static let letterUndelivered = Self("letter.undelivered")
    public static let letterReceived = Self("letter.received")
    public static let letterFiled = Self("letter.filed")
    public static let letterRejected = Self("letter.rejected")
    public static let letterOverdue = Self("letter.overdue")
    public static let answerDoubted = Self("answer.doubted")
    public static let answerAccepted = Self("answer.accepted")
    public static let letterStalled = Self("letter.stalled")
    public static let letterResend = Self("letter.resend")
    public static let letterRerouted = Self("letter.rerouted")
    public static let letterReleased = Self("letter.released")
    public static let letterClosed = Self("letter.closed")
    public static let pagesDoubted = Self("pages.doubted")
    public static let inboundFiled = Self("inbound.filed")
    public static let inboundRefused = Self("inbound.refused")
    public static let responsePrepared = Self("response.prepared")
    public static let inboundAnswered = Self("inbound.answered")
}
