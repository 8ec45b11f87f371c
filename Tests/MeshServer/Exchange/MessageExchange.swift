import Crypto
import Foundation

/// The behaviour of live MESH without HTTP. It enforces the rules that the official sandbox leaves out.
///
/// The caller passes the time to each call, in seconds since 1970.
struct MessageExchange {
    let settings: ServerSettings
    let mailboxes: [String: ServerSettings.Mailbox]
    let workflows: [String: ServerSettings.Workflow]
    let patients: [String: ServerSettings.Patient]
    let receivers: [String: [ServerSettings.Mailbox]]
    let key: SymmetricKey
    let continueToken = ContinueToken()
    var seen: SeenTokens
    var messages = MessageTable()
    var inboxes: [String: Inbox] = [:]
    var localIDs: [String: [String: [String]]] = [:]
    var expiring = DueList()
    var lookups = DueList()
    var sequence = 0
    var draw: SeededDraw
    var counts = Counts()

    /// Counters since the start.
    struct Counts: Codable, Equatable {
        var accepted = 0
        var acknowledged = 0
        var reports = 0
        var refusedTokens = 0
        var refusedSends: [String: Int] = [:]
    }

    init(_ settings: ServerSettings, now: Double) {
        self.settings = settings
        mailboxes = Dictionary(settings.mailboxes.map { ($0.id.uppercased(), $0) }, uniquingKeysWith: { $1 })
        workflows = Dictionary(settings.workflows.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        patients = Dictionary(settings.patients.map { ($0.nhsNumber, $0) }, uniquingKeysWith: { $1 })
        var receivers: [String: [ServerSettings.Mailbox]] = [:]
        for workflow in settings.workflows {
            receivers[workflow.id] = workflow.receivers.compactMap { [mailboxes] in mailboxes[$0.uppercased()] }
        }
        self.receivers = receivers
        key = SymmetricKey(data: Array(settings.sharedKey.utf8))
        seen = SeenTokens(window: settings.clockWindowSeconds, now: now)
        draw = SeededDraw(seed: settings.seed)
        for id in mailboxes.keys { inboxes[id] = Inbox() }
    }

    /// Checks the token of a request.
    mutating func authorise(_ header: String?, mailbox: String, now: Double) throws(Refusal) {
        do {
            try admit(header, mailbox: mailbox, now: now)
        } catch {
            counts.refusedTokens += 1
            throw error
        }
    }

    private mutating func admit(_ header: String?, mailbox: String, now: Double) throws(Refusal) {
        guard let token = header.flatMap(AuthorizationToken.init) else { throw .unreadableToken }
        guard token.mailbox == mailbox else { throw .foreignToken }
        guard let known = mailboxes[mailbox] else { throw .unknownMailbox }
        guard token.isSigned(password: known.password, key: key) else { throw .wrongToken }
        guard abs(token.seconds - now) <= settings.clockWindowSeconds else { throw .staleToken }
        guard seen.insert(token.fingerprint, now: now) else { throw .usedToken }
        guard known.isActive else { throw .inactiveMailbox }
    }

    /// Returns the mailboxes of an organisation that receive a workflow.
    func lookup(ods: String, workflow: String) -> [ServerSettings.Mailbox] {
        (receivers[workflow] ?? []).filter { $0.ods == ods && $0.isActive }
    }

    /// Returns the mailboxes that receive a workflow.
    func search(workflow: String) -> [ServerSettings.Mailbox] {
        (receivers[workflow] ?? []).filter(\.isActive)
    }

    /// Returns a new message id in live MESH's form: the time with a fraction, and six hexadecimal digits.
    mutating func newID(now: Double) -> String {
        sequence += 1
        let hex = String(draw.next() & 0xff_ffff | 0x100_0000, radix: 16, uppercase: true).dropFirst()
        return MeshTime.compact(now) + String(1_000_000 + sequence % 1_000_000).dropFirst() + "_" + hex
    }

    /// Applies what is due by this time: lookups finish, and uncollected messages expire.
    mutating func advance(to now: Double) {
        while let id = lookups.pop(dueBy: now) { finishLookup(of: id, now: now) }
        while let id = expiring.pop(dueBy: now) { expire(id, now: now) }
    }

    private mutating func expire(_ id: String, now: Double) {
        guard var message = messages[id], message.status == .accepted else { return }
        let text = "Message not collected by recipient after \(Int(settings.inboxSeconds / 86_400)) days"
        let report = StoredMessage.Report(code: "14", text: text, about: id)
        if message.isReport {
            message.become(.undeliverable, at: now)
            messages[id] = message
            inboxes[message.recipient]?.remove(message.sequence)
        } else {
            fail(id, with: report, now: now)
        }
    }

    /// Marks a message as undeliverable and puts a REPORT into its sender's inbox.
    mutating func fail(_ id: String, with report: StoredMessage.Report, now: Double) {
        guard var message = messages[id] else { return }
        message.become(.undeliverable, at: now)
        message.failure = report
        messages[id] = message
        inboxes[message.recipient]?.remove(message.sequence)
        var headers = SendHeaders(to: message.sender, workflow: message.headers.workflow)
        headers.localID = message.headers.localID
        headers.subject = (report.code == "14" ? "NDR: " : "") + message.headers.subject
        headers.contentType = ""
        let reportID = newID(now: now)
        headers.fileName = reportID + ".dat"
        messages[reportID] = StoredMessage(
            id: reportID, sequence: sequence, sender: "", recipient: message.sender, headers: headers, chunks: [],
            received: now, history: [.init(status: .accepted, at: now)], report: report)
        inboxes[message.sender]?.append(sequence, reportID)
        expiring.add(reportID, at: now + settings.inboxSeconds)
        counts.reports += 1
    }
}

/// Message ids of an inbox in order of acceptance. Removed ids are only marked, and purged once they are the majority.
struct Inbox {
    private var entries: [(sequence: Int, id: String)] = []
    private var gone: Set<Int> = []
    var count: Int { entries.count - gone.count }

    mutating func append(_ sequence: Int, _ id: String) { entries.append((sequence, id)) }

    mutating func remove(_ sequence: Int) {
        guard position(of: sequence) != nil, gone.insert(sequence).inserted else { return }
        if gone.count > 64, gone.count * 2 > entries.count {
            entries.removeAll { gone.contains($0.sequence) }
            gone = []
        }
    }

    /// Returns the entries after this sequence number, in order.
    func after(_ sequence: Int) -> some Sequence<(sequence: Int, id: String)> {
        entries[firstIndex(after: sequence)...].lazy.filter { !gone.contains($0.sequence) }
    }

    private func position(of sequence: Int) -> Int? {
        let index = firstIndex(after: sequence - 1)
        return index < entries.count && entries[index].sequence == sequence ? index : nil
    }

    private func firstIndex(after sequence: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].sequence <= sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Message ids with the time at which each is due. Entries must be added in order of time.
struct DueList {
    private var entries: [(id: String, at: Double)] = []
    private var first = 0

    mutating func add(_ id: String, at time: Double) { entries.append((id, time)) }

    mutating func pop(dueBy now: Double) -> String? {
        guard first < entries.count, entries[first].at <= now else { return nil }
        defer {
            first += 1
            if first > 1024, first * 2 > entries.count {
                entries.removeFirst(first)
                first = 0
            }
        }
        return entries[first].id
    }
}
