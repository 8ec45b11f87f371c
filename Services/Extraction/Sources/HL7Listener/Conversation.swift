import HL7v2

/// Where a connection stands between its frames and their answers. A value without I/O.
///
/// One message is in work at a time, and nothing is read meanwhile: so the messages of a connection are taken in order,
/// and a sender that does not wait fills its own buffers and not our memory.
struct Conversation {
    enum Action: Equatable {
        /// Judge this message; `answered` follows.
        case take([UInt8])
        /// Keep what is no frame; `answered` follows.
        case keep(FrameReader.Fault, [UInt8])
        case read
        /// The frame is large: it goes on when `roomGranted` follows.
        case askRoom
        case giveRoom
        case close
    }

    /// What the connection waits for, each with a time of its own.
    enum Wait: Equatable {
        /// For the beginning of a frame.
        case frame
        /// For more of a frame.
        case rest
        /// For the byte behind a frame's end, which some senders leave out.
        case end
        /// For the answer to a message.
        case answer
        /// For our own doing, without a limit.
        case none
    }

    private enum Phase { case reading, working, asking, closed }

    private var reader: FrameReader
    private var found: [FrameReader.Output] = []
    private var phase = Phase.reading
    private var hasRoom = false
    private var isEnding = false
    private var isTaking = false
    /// Bytes of an unfinished frame that need no room.
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

    /// What was in work is decided, or not begun at all; its answer, if there is one, is written.
    mutating func answered() -> [Action] {
        guard phase == .working else { return giveRoom() }
        phase = .reading
        return goOn()
    }

    /// The time of what the connection waits for is up.
    mutating func timeIsUp() -> [Action] {
        switch wait {
        case .none: return []
        case .answer, .frame: return close()
        case .end, .rest:
            if let output = reader.conclude() { found.append(output) }
            return goOn()
        }
    }

    /// The service ends: what is whole is still taken and answered; of the rest the sender hears nothing, and sends it again.
    mutating func stops() -> [Action] {
        phase == .working || wait == .end ? ends() : close()
    }

    /// The peer sends no more: what is whole is still taken and answered.
    mutating func ends() -> [Action] {
        guard !isEnding, phase != .closed else { return [] }
        isEnding = true
        if phase == .asking { phase = .reading }
        return goOn()
    }

    mutating func close() -> [Action] {
        guard phase != .closed else { return [] }
        // What is in work keeps its bytes, and so its room, until it is decided.
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
