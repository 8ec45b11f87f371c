extension Practices {
    /// The changes that an import made.
    public struct Changes: Equatable, Sendable {
        public var added: [ODSCode] = []
        public var renamed: [ODSCode] = []
        public var closed: [ODSCode] = []
        /// Closed, and another practice has taken over the patients.
        public var merged: [ODSCode] = []
        /// In the practices file, but not or no longer in the national list.
        public var missing: [ODSCode] = []
        /// Dormant practices. Their rows are unchanged; a person has to decide.
        public var dormant: [ODSCode] = []
        /// Closed practices whose successors in the list were not adopted, and the reason.
        public var doubtful: [ODSCode: NationalExtract.SuccessorDoubt] = [:]
    }

    /// Updates the practices file from the national list: names, opening and closing days, successors and new
    /// practices. A successor is adopted only if it is open and the only one.
    ///
    /// The trust's own decisions are kept: system, format, workflow, mailbox, channel, size and assurance, a last day
    /// that is earlier than the list's, and rows of practices that are not in the list. A closed practice gets a row
    /// too, so that a letter to it is reported as addressed to a closed practice.
    ///
    /// - Parameters:
    ///   - system: the system of new practices, which the list does not contain.
    ///   - channel: the channel of new practices.
    public func importing(
        _ extract: NationalExtract, system: Practice.System = .other, channel: Channel = .mesh
    ) -> (practices: Practices, changes: Changes) {
        let listed = Dictionary(extract.entries.map { ($0.ods, $0) }, uniquingKeysWith: { first, _ in first })
        var doubtful: [ODSCode: NationalExtract.SuccessorDoubt] = [:]
        func successor(of entry: NationalExtract.Entry, former: ODSCode?) -> ODSCode? {
            guard entry.closed != nil, former == nil else { return former }
            switch extract.succession(of: entry.ods, among: listed) {
            case .none: return nil
            case .certain(let code): return code
            case .doubtful(let doubt):
                doubtful[entry.ods] = doubt
                return nil
            }
        }
        let brought = rows.map { row -> Practice in
            guard let entry = listed[row.ods] else { return row }
            var row = row
            if !entry.name.isEmpty { row.name = entry.name }
            row.end(by: entry, successor: successor(of: entry, former: row.successor))
            return row
        }
        var known = Set(rows.map(\.ods))
        let added = extract.entries.compactMap { entry -> Practice? in
            guard entry.isPractice, entry.canBeAdded, known.insert(entry.ods).inserted else { return nil }
            var row = Practice(
                ods: entry.ods, name: entry.name, system: system, channel: channel, activeFrom: entry.opened)
            row.end(by: entry, successor: successor(of: entry, former: nil))
            return row
        }
        func codes(where isMeant: (Practice, Practice) -> Bool) -> [ODSCode] {
            var seen: Set<ODSCode> = []
            return zip(rows, brought).filter { isMeant($0.0, $0.1) }.map(\.0.ods).filter { seen.insert($0).inserted }
        }
        let changes = Changes(
            added: added.map(\.ods), renamed: codes { $0.name != $1.name },
            closed: codes { $0.activeTo != $1.activeTo },
            merged: codes { $0.successor != $1.successor }, missing: codes { old, _ in listed[old.ods] == nil },
            dormant: codes { old, _ in listed[old.ods]?.status == .dormant }, doubtful: doubtful)
        return (Practices(rows: brought + added), changes)
    }
}

extension NationalExtract.Entry {
    /// True if the list says from which day letters can go to the practice, or that they no longer can.
    fileprivate var canBeAdded: Bool {
        switch status {
        case .active, .closed: true
        case .proposed: opened != nil
        case .dormant: false
        }
    }
}

extension Practice {
    /// Sets the last day and the successor of a practice that has closed.
    fileprivate mutating func end(by entry: NationalExtract.Entry, successor new: ODSCode?) {
        guard let closed = entry.closed else { return }
        activeTo = min(activeTo ?? closed, closed)
        if let from = activeFrom, let to = activeTo, to < from { activeFrom = nil }
        successor = successor ?? new
    }
}
