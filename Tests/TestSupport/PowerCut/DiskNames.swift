/// The names in folders: which are on the disk for sure, and what was changed since.
///
/// A name counts once its folder was synchronised, and not when its file was (fsync(2), "Description"); ext4 and XFS, whose
/// journals keep all changes of names in their order, promise more. A rename is one change, as it is in their journals: it
/// is there or not, and never half; synchronising either of its folders makes it sure. Changes of the same name stay in
/// their order, others do not.
struct DiskNames {
    struct Name: Hashable {
        var folder: Int
        var name: String
    }

    /// What becomes of one or two names: the file that each is of now, nil for none.
    struct Change {
        var entries: [(name: Name, file: Int?)]
        var time: Int

        fileprivate func touches(_ other: Change) -> Bool {
            entries.contains { entry in other.entries.contains { $0.name == entry.name } }
        }
    }

    private(set) var sure: [Name: Int] = [:]
    /// As every process sees them.
    private(set) var now: [Name: Int] = [:]
    private var changes: [Change] = []

    /// A name that was there from the start.
    mutating func begin(_ name: Name, _ file: Int) {
        sure[name] = file
        now[name] = file
    }

    mutating func change(_ entries: [(name: Name, file: Int?)], time: Int) {
        let change = Change(entries: entries, time: time)
        Self.apply(change, to: &now)
        changes.append(change)
    }

    /// - Parameter time: what was changed before is on the disk.
    mutating func synchronise(folder: Int, before time: Int) {
        makeSure { $0.time < time && $0.entries.contains { $0.name.folder == folder } }
    }

    mutating func synchroniseAll() { makeSure { _ in true } }

    /// - Parameter isWanted: these, and what was done to the same names before them.
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

    /// What a disk may hold after a power cut.
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
