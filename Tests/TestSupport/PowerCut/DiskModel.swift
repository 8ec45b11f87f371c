import Foundation

/// What a disk holds: what is there for sure, and what was only said to the system so far. A value that takes the records
/// of the log; it touches no file.
struct DiskModel {
    private(set) var files: [DiskFile] = []
    private(set) var names = DiskNames()
    /// The watched folders by their paths.
    private(set) var roots: [String: Int] = [:]
    /// What the library could not follow: then nothing that follows from the model holds.
    private(set) var unknown: [String] = []
    private var byInode: [UInt64: Int] = [:]
    /// Of what was noted so far.
    private var time = 0
    /// When each synchronisation began.
    private var begun: [Int: Int] = [:]

    /// Something that is on the disk from the start.
    mutating func begin(_ path: String, _ file: DiskFile, inode: UInt64) {
        if let known = byInode[inode], let name = name(path) { return names.begin(name, known) }
        var file = file
        file.isIndex = WatchedDisk.isIndex(path)
        let number = add(file, inode)
        if let name = name(path) { names.begin(name, number) } else { roots[path] = number }
    }

    private mutating func add(_ file: DiskFile, _ inode: UInt64) -> Int {
        files.append(file)
        // The system gives an inode again when its file is gone.
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

    /// Whether the contents of all files that have a name are on the disk.
    var isSure: Bool { names.now.values.allSatisfy { files[$0].isSure || files[$0].isIndex } }

    /// The folder and the last part of a path; nil for a watched folder itself, or where its folder is not there.
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

    /// All that is found from the watched folders on by these names: the file of each path, in the order of paths.
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
