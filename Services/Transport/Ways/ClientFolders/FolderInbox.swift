import Foundation
import HTTP
import Logging
import Mesh
import MeshFolders
import Pipeline
import Synchronization

/// Our mailbox as the MESH client writes it into the folder IN.
///
/// A collected message stays in IN until house-keeping removes it, and is not read again; after a restart the collector
/// recognises it by its id.
final class FolderInbox: MeshInbox {
    private let settings: FolderSettings
    private let link: FolderLink
    private let returns: FolderReturns
    /// Signalled to read IN again soon, because a file was too young to be read.
    private let wakeup: Wakeup
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var arrivals: [String: ClientFolders.Arrival] = [:]
        var settled: Set<PairName> = []
    }

    init(_ settings: FolderSettings, link: FolderLink, returns: FolderReturns, wakeup: Wakeup, logger: Logger) {
        self.settings = settings
        self.link = link
        self.returns = returns
        self.wakeup = wakeup
        self.logger = logger
    }

    var mailboxID: String { settings.mailbox }
    var isOpen: Bool { link.isOpen }

    /// One polling period of the client; or the age of the oldest pair in OUT if that is more, because a client that
    /// takes nothing from OUT may not poll the mailbox either.
    var lag: TimeInterval { max(settings.poll, -(link.oldest?.timeIntervalSinceNow ?? 0)) }

    func report(_ error: MeshError) { link.checkFolders() }

    func page(following link: String?, size: Int) async throws(MeshError) -> InboxPage {
        let now = Date()
        let found: ClientFolders.Arrivals
        do {
            found = try settings.folders.arrivals(
                besides: state.withLock { $0.settled }, quiet: settings.quiet, at: now)
        } catch {
            throw MeshError(.local, code: "folder-unreadable", detail: "the folder IN cannot be read")
        }
        warn(of: found.unfinished, at: now)
        var ids: [String] = []
        for arrival in found.ready {
            if try await isNotice(arrival) {
                settle(arrival.name)
            } else {
                state.withLock { $0.arrivals[arrival.id] = arrival }
                ids.append(arrival.id)
            }
        }
        clear(at: now)
        return InboxPage(messages: ids, next: nil)
    }

    /// Warns of half-written pairs that are old, and wakes the collector soon to read the young ones again.
    private func warn(of pairs: [ClientFolders.Unfinished], at now: Date) {
        let old = pairs.filter { now.timeIntervalSince($0.modified) > settings.half && $0.fault != .young }
        link.warn(
            old.map(\.name), "a half-written pair lies in IN: the MESH client has not completed it", isNamed: true)
        guard old.count < pairs.count else { return }
        let (wakeup, pause) = (wakeup, settings.quiet)
        Task {
            try? await Task.sleep(for: .seconds(max(0.05, pause)))
            wakeup.signal()
        }
    }

    private func isNotice(_ arrival: ClientFolders.Arrival) async throws(MeshError) -> Bool {
        guard arrival.control.isReport else { return false }
        do {
            return try await returns.note(arrival.control)
        } catch {
            throw MeshError(.local, code: "ledger", detail: "the send ledger cannot be read")
        }
    }

    func headers(of id: String) async throws(MeshError) -> ReceivedMessage {
        ReceivedMessage(id: id, fields: try arrival(id).fields, size: 0)
    }

    func download(_ head: ReceivedMessage, to sink: any HTTPBodySink) async throws(MeshError) -> ReceivedMessage {
        let arrival = try arrival(head.id)
        var message = ReceivedMessage(id: head.id, fields: arrival.fields, size: 0)
        guard let url = arrival.data?.url else { return message }
        guard let file = try? FileHandle(forReadingFrom: url) else {
            throw MeshError(.gone, code: "file-gone", detail: "the data file has left IN")
        }
        defer { try? file.close() }
        do {
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
                try piece.withUnsafeBytes { try sink.write($0) }
                message.size += piece.count
            }
            return message
        } catch {
            throw MeshError(.local, code: "file-unreadable", detail: "the data file in IN cannot be taken")
        }
    }

    func acknowledge(_ id: String) async throws(MeshError) {
        guard let arrival = state.withLock({ $0.arrivals.removeValue(forKey: id) }) else { return }
        settle(arrival.name)
        if settings.keep == 0 { clear(at: Date()) }
    }

    private func arrival(_ id: String) throws(MeshError) -> ClientFolders.Arrival {
        guard let arrival = state.withLock({ $0.arrivals[id] }) else {
            throw MeshError(.gone, code: "file-gone", detail: "the message has left IN")
        }
        return arrival
    }

    private func settle(_ name: PairName) { state.withLock { _ = $0.settled.insert(name) } }

    /// House-keeping: removes collected messages older than `settings.keep` from IN.
    private func clear(at now: Date) {
        let settled = state.withLock { $0.settled }
        let gone = try? settings.folders.clear(.inbox, before: now - settings.keep) { settled.contains($0) }
        guard let gone, !gone.isEmpty else { return }
        state.withLock { $0.settled.subtract(gone) }
    }
}

extension ClientFolders.Arrival {
    /// The control file's fields, under the names of the MESH API's headers.
    var fields: HeaderFields {
        let status = control.isReport ? control.latest : nil
        let values: [(MeshHeader, String?)] = [
            (.messageType, control.isReport ? "REPORT" : "DATA"), (.messageID, id), (.from, control.from),
            (.to, control.to), (.workflowID, control.workflowID), (.subject, control.subject),
            (.localID, control.localID), (.partnerID, control.partnerID),
            (.linkedMessageID, control.isReport ? control.messageID : nil), (.statusCode, status?.code),
            (.statusEvent, status?.event.word), (.statusDescription, status?.description),
            (.statusSuccess, status.map { $0.isSuccess ? "SUCCESS" : "ERROR" }), (.statusTimestamp, status?.dateTime),
        ]
        return HeaderFields(
            Dictionary(
                uniqueKeysWithValues: values.compactMap { name, value in
                    value.map { (name.rawValue, $0) }
                }))
    }
}
