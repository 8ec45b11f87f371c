extension Practices {
    /// What an import changed, for people.
    public struct Changes: Equatable, Sendable {
        public var added: [ODSCode] = []
        public var renamed: [ODSCode] = []
        public var closed: [ODSCode] = []
        /// Closed, and another practice has taken the patients over.
        public var merged: [ODSCode] = []
        /// In the practices file and not, or no longer, in the national list.
        public var missing: [ODSCode] = []
        /// Their rows are left as they are: a person has to decide.
        public var dormant: [ODSCode] = []
    }

    /// The file brought up to the national list: names, first and last days, successors, and practices that were not
    /// there.
    ///
    /// What the trust decided stays: system, format, workflow, mailbox, channel, size and assurance, a last day that is
    /// earlier than the list's, and rows of who is not in the list. A practice that is closed gets a row too, so that a
    /// letter to it is told that it is closed.
    ///
    /// - Parameters:
    ///   - system: of practices that are added, for the list does not know it.
    ///   - channel: of practices that are added.
    public func importing(
        _ extract: NationalExtract, system: Practice.System = .other, channel: Practice.Channel = .mesh
    ) -> (practices: Practices, changes: Changes) {
        var changes = Changes()
        let listed = Dictionary(extract.entries.map { ($0.ods, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(rows.map(\.ods))
        var result = rows.map { row -> Practice in
            guard let entry = listed[row.ods] else { return row }
            var row = row
            if !entry.name.isEmpty { row.name = entry.name }
            row.end(by: entry, successor: extract.successors[row.ods])
            return row
        }
        for entry in extract.entries where entry.isPractice && entry.status != .dormant && !known.contains(entry.ods) {
            guard listed[entry.ods] == entry, !changes.added.contains(entry.ods) else { continue }
            var row = Practice(
                ods: entry.ods, name: entry.name, system: system, channel: channel, activeFrom: entry.opened)
            row.end(by: entry, successor: extract.successors[entry.ods])
            changes.added.append(entry.ods)
            result.append(row)
        }
        for (old, new) in zip(rows, result) {
            if old.name != new.name { changes.renamed.note(new.ods) }
            if old.activeTo != new.activeTo { changes.closed.note(new.ods) }
            if old.successor != new.successor { changes.merged.note(new.ods) }
            if listed[old.ods] == nil { changes.missing.note(old.ods) }
            if listed[old.ods]?.status == .dormant { changes.dormant.note(old.ods) }
        }
        return (Practices(rows: result), changes)
    }
}

extension Practice {
    /// Takes the last day and the successor of a practice that has closed.
    fileprivate mutating func end(by entry: NationalExtract.Entry, successor new: ODSCode?) {
        guard let closed = entry.closed else { return }
        activeTo = min(activeTo ?? closed, closed)
        if let from = activeFrom, let to = activeTo, to < from { activeFrom = nil }
        successor = successor ?? (new == ods ? nil : new)
    }
}

extension [ODSCode] {
    fileprivate mutating func note(_ code: ODSCode) { if last != code, !contains(code) { append(code) } }
}
