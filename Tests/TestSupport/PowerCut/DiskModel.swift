import Foundation

/// A model of a disk: what is durable, and what processes have written but not synchronised. It is a value that is
/// built from the records of the log and touches no file.
struct DiskModel {
    private(set) var files: [DiskFile] = []
    private(set) var names = DiskNames()
    /// File numbers of the watched folders, by path.
    private(set) var roots: [String: Int] = [:]
    /// Calls that the preloaded library cannot follow. If there are any, the model is wrong.
    private(set) var unknown: [String] = []
    private var byInode: [UInt64: Int] = [:]
    /// Number of records so far, used as the time of a change.
    private var time = 0
    /// The time at which each unfinished synchronisation began, by its number.
    private var begun: [Int: Int] = [:]

    /// Adds a file or folder that is durable from the start.
    mutating func begin(_ path: String, _ file: DiskFile, inode: UInt64) {
        if let known = byInode[inode], let name = name(path) { return names.begin(name, known) }
        var file = file
        file.isIndex = WatchedDisk.isIndex(path)
        let number = add(file, inode)
        if let name = name(path) { names.begin(name, number) } else { roots[path] = number }
    }

    private mutating func add(_ file: DiskFile, _ inode: UInt64) -> Int {
        files.append(file)
        // The system reuses an inode number after its file was deleted.
        byInode[inode] = files.count - 1
        return files.count - 1
    }

    mutating func note(_ record: DiskRecord) {
        time += 1
        switch record.kind {
        case .create, .makeFolder:
            var made = DiskFile(isFolder: record.kind == .makeFolder, mode: record.mode)
            made.isIndex = WatchedDisk.isIndex(record.path)
            let file = add(made, record.inode)
            rename(record, [(record.path, file)])
        case .link: rename(record, [(record.target, byInode[record.inode])])
        case .rename: rename(record, [(record.path, nil), (record.target, byInode[record.inode])])
        case .unlink: rename(record, [(record.path, nil)])
        case .write: changing(record) { $0.write(record.bytes, at: record.offset, time: $1) }
        case .resize: changing(record) { $0.resize(to: record.offset, time: $1) }
        case .synchronise:
            guard let file = byInode[record.inode], let began = begun.removeValue(forKey: record.offset) else { return }
            if files[file].isFolder {
                names.synchronise(folder: file, before: began)
            } else {
                files[file].synchronise(before: began)
            }
        case .begin: begun[record.offset] = time
        case .synchroniseAll:
            for file in files.indices { files[file].synchronise(before: time) }
            names.synchroniseAll()
        case .unknown: unknown.append("\(record.target) on \(record.path)")
        }
    }

    private mutating func changing(_ record: DiskRecord, _ change: (_ file: inout DiskFile, _ time: Int) -> Void) {
        guard let file = byInode[record.inode] else {
            unknown.append("\(record.kind) of a file that nobody made")
            return
        }
        change(&files[file], time)
    }

    private mutating func rename(_ record: DiskRecord, _ entries: [(path: String, file: Int?)]) {
        let known = entries.compactMap { entry in name(entry.path).map { (name: $0, file: entry.file) } }
        if known.count == entries.count {
            names.change(known, time: time)
        } else {
            unknown.append("\(record.kind) in a folder that nobody made: \(record.path)")
        }
    }

    /// True if the contents of all files that have a name are durable.
    var isSure: Bool { names.now.values.allSatisfy { files[$0].isSure || files[$0].isIndex } }

    /// Splits a path into its folder and last part. Returns nil for a watched folder itself, or if its folder does not
    /// exist.
    private func name(_ path: String) -> DiskNames.Name? {
        guard let root = roots.keys.first(where: { path.hasPrefix($0 + "/") }), var folder = roots[root] else {
            return nil
        }
        let parts = path.dropFirst(root.count).split(separator: "/").map(String.init)
        for part in parts.dropLast() {
            guard let next = names.now[DiskNames.Name(folder: folder, name: part)] else { return nil }
            folder = next
        }
        return parts.last.map { DiskNames.Name(folder: folder, name: $0) }
    }

    /// Returns each path below the watched folders with its file, sorted by path, where `names` are the names in
    /// folders.
    func paths(by names: [DiskNames.Name: Int]) -> [(path: String, file: Int)] {
        var children: [Int: [(String, Int)]] = [:]
        for (name, file) in names { children[name.folder, default: []].append((name.name, file)) }
        var found: [(path: String, file: Int)] = []
        var open = roots.map { (path: $0.key, file: $0.value) }
        while let next = open.popLast() {
            for (name, file) in children[next.file] ?? [] {
                let entry = (path: "\(next.path)/\(name)", file: file)
                found.append(entry)
                if files[file].isFolder { open.append(entry) }
            }
        }
        return found.sorted { $0.path < $1.path }
    }
}
