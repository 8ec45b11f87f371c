import HL7v2

/// The state machine of one MLLP connection, without I/O.
///
/// One message is processed at a time, and nothing is read in the meantime: the messages of a connection are processed
/// in order, and a sender that does not wait for answers fills its own socket buffer, not our memory.
struct Conversation {
    enum Action: Equatable {
        /// Process this message; `answered` follows.
        case take([UInt8])
        /// Keep the bytes of a broken frame; `answered` follows.
        case keep(FrameReader.Fault, [UInt8])
        case read
        /// Ask for room for a large frame; reading continues when `roomGranted` follows.
        case askRoom
        case giveRoom
        case close
    }

    /// What the connection waits for; each wait has a timeout of its own.
    enum Wait: Equatable {
        /// The first byte of a frame.
        case frame
        /// More bytes of a frame.
        case rest
        /// The byte 0x0D after a frame's end, which some senders omit.
        case end
        /// Our answer to a message.
        case answer
        /// Our own work, without a timeout.
        case none
    }

    private enum Phase { case reading, working, asking, closed }

    private var reader: FrameReader
    private var found: [FrameReader.Output] = []
    private var phase = Phase.reading
    private var hasRoom = false
    private var isEnding = false
    private var isTaking = false
    /// The bytes that an unfinished frame may hold without asking for room.
    private let share: Int

    init(limit: Int, share: Int) {
        reader = FrameReader(limit: limit)
        self.share = share
    }

    var wait: Wait {
        switch phase {
        case .working: isTaking ? .answer : .none
        case .asking, .closed: .none
        case .reading: reader.isAwaitingEnd ? .end : reader.isBetweenFrames ? .frame : .rest
        }
    }

    var isWorking: Bool { phase == .working }

    mutating func began() -> [Action] { [.read] }

    mutating func received(_ bytes: [UInt8]) -> [Action] {
        guard phase != .closed else { return [] }
        found += reader.take(bytes)
        return goOn()
    }

    mutating func roomGranted() -> [Action] {
        guard phase == .asking else { return [.giveRoom] }
        hasRoom = true
        phase = .reading
        return goOn()
    }

    /// The message in work was decided, or not started at all; its answer, if any, has been written.
    mutating func answered() -> [Action] {
        guard phase == .working else { return giveRoom() }
        phase = .reading
        return goOn()
    }

    /// The timeout of the current wait has passed.
    mutating func timeIsUp() -> [Action] {
        switch wait {
        case .none: return []
        case .answer, .frame: return close()
        case .end, .rest:
            if let output = reader.conclude() { found.append(output) }
            return goOn()
        }
    }

    /// The service is stopping. A complete message is still processed and answered; an incomplete one gets no answer,
    /// so that its sender sends it again.
    mutating func stops() -> [Action] {
        phase == .working || wait == .end ? ends() : close()
    }

    /// The peer has closed its side. A complete message is still processed and answered.
    mutating func ends() -> [Action] {
        guard !isEnding, phase != .closed else { return [] }
        isEnding = true
        if phase == .asking { phase = .reading }
        return goOn()
    }

    mutating func close() -> [Action] {
        guard phase != .closed else { return [] }
        // The message in work keeps its bytes, and so its room, until it is decided.
        let isWorking = isWorking
        phase = .closed
        return (isWorking ? [] : giveRoom()) + [.close]
    }

    private mutating func goOn() -> [Action] {
        guard phase == .reading else { return [] }
        var actions: [Action] = []
        if reader.held <= share, found.isEmpty { actions += giveRoom() }
        guard !found.isEmpty else {
            if isEnding {
                guard let last = reader.conclude() else { return actions + close() }
                found.append(last)
                return actions + goOn()
            }
            if reader.held > share, !hasRoom {
                phase = .asking
                return actions + [.askRoom]
            }
            return actions + [.read]
        }
        switch found.removeFirst() {
        case .frame(let content, _):
            (phase, isTaking) = (.working, true)
            return actions + [.take(content)]
        case .broken(let fault, let bytes, let mustClose):
            (phase, isTaking) = (.working, false)
            if mustClose { isEnding = true }
            return actions + [.keep(fault, bytes)]
        }
    }

    private mutating func giveRoom() -> [Action] {
        guard hasRoom else { return [] }
        hasRoom = false
        return [.giveRoom]
    }
}
