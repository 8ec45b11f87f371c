/// The directory entries of the disk model: the durable ones, and the changes made since.
///
/// An entry is durable after its folder was synchronised; synchronising the file is not enough (fsync(2),
/// "Description"). ext4 and XFS promise more, since their journals keep all changes of names in order. A rename is one
/// change, as in those journals: it is there whole or not at all, and synchronising either of its two folders makes it
/// durable. Changes of the same name keep their order, others need not.
struct DiskNames {
    struct Name: Hashable {
        var folder: Int
        var name: String
    }

    /// A change of one or two entries: the file that each name now refers to, or nil if the name was removed.
    struct Change {
        var entries: [(name: Name, file: Int?)]
        var time: Int

        fileprivate func touches(_ other: Change) -> Bool {
            entries.contains { entry in other.entries.contains { $0.name == entry.name } }
        }
    }

    private(set) var sure: [Name: Int] = [:]
    /// The entries as processes see them.
    private(set) var now: [Name: Int] = [:]
    private var changes: [Change] = []

    /// Adds an entry that is durable from the start.
    mutating func begin(_ name: Name, _ file: Int) {
        sure[name] = file
        now[name] = file
    }

    mutating func change(_ entries: [(name: Name, file: Int?)], time: Int) {
        let change = Change(entries: entries, time: time)
        Self.apply(change, to: &now)
        changes.append(change)
    }

    /// Makes changes durable.
    ///
    /// - Parameter time: Changes made in the folder before this time are on the disk.
    mutating func synchronise(folder: Int, before time: Int) {
        makeSure { $0.time < time && $0.entries.contains { $0.name.folder == folder } }
    }

    mutating func synchroniseAll() { makeSure { _ in true } }

    /// Makes changes durable.
    ///
    /// - Parameter isWanted: Selects changes; earlier changes of the same names become durable too.
    private mutating func makeSure(_ isWanted: (Change) -> Bool) {
        let chosen = chosen(isWanted)
        for (index, change) in changes.enumerated() where chosen[index] { Self.apply(change, to: &sure) }
        changes = zip(changes, chosen).filter { !$1 }.map(\.0)
    }

    private func chosen(_ isWanted: (Change) -> Bool) -> [Bool] {
        var chosen = changes.map(isWanted)
        for index in changes.indices.reversed() where chosen[index] {
            for former in 0..<index where !chosen[former] && changes[former].touches(changes[index]) {
                chosen[former] = true
            }
        }
        return chosen
    }

    private static func apply(_ change: Change, to names: inout [Name: Int]) {
        for entry in change.entries { names[entry.name] = entry.file }
    }

    /// Returns entries that the disk may hold after a power cut.
    func survivors(_ chance: PowerCut.Chance, _ draw: inout SplitMix) -> [Name: Int] {
        switch chance {
        case .nothing: return sure
        case .everything: return now
        case .some:
            var names = sure
            let chosen = chosen { _ in Bool.random(using: &draw) }
            for (index, change) in changes.enumerated() where chosen[index] { Self.apply(change, to: &names) }
            return names
        }
    }
}
