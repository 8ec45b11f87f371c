public import Foundation

extension Stand.Plan {
    /// All services keep their files on this disk.
    ///
    /// - Parameter deaf: as `WatchedDisk.environment`.
    public mutating func keepFiles(on disk: WatchedDisk, deaf: [String] = []) {
        for stage in ["extraction", "conversion", "transport", "acknowledgement", "reporting"] {
            settings[stage, default: [:]].merge(disk.environment(deaf: deaf)) { $1 }
        }
    }
}

extension Stand {
    /// The disk of a stand that is yet to be started: the document store, every state, and the folders that letters are
    /// laid into. The drop folder is none of it: the hospital shares it.
    ///
    /// - Parameter root: made; a path without links.
    public static func disk(in root: URL) throws -> WatchedDisk {
        let states = ["extraction", "transport", "acknowledgement", "reporting"].map { "state/\($0)" }
        for folder in ["documents", "folder"] + states {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        return try WatchedDisk(
            ["documents", "folder", "state"].map { root.appending(path: $0) }, log: root.appending(path: "disk"))
    }

    /// Cuts the power of the machine on which all services run; broker, MESH, practices and drop folder are elsewhere.
    ///
    /// - Parameter patience: how long a moment is waited for at which something is written and not on the disk.
    public func cut(
        _ disk: WatchedDisk, _ draw: inout SplitMix, _ mood: PowerCut.Mood? = nil, patience: Duration = .zero
    ) throws -> PowerCut.Report {
        try disk.cut(&draw, mood, patience: patience) {
            for service in services { service.child.signal(SIGKILL) }
            for service in services { service.child.kill() }
        }
    }

    /// Starts all services again, and waits until each is ready.
    ///
    /// - Throws: `NeverHappened` where one ends, or is not ready.
    public func restart() async throws {
        for service in services where service.name != "reporting" { try service.child.start() }
        try await startReporting()
        for service in services { try await service.ready() }
    }

    /// From their next start on the services forget no more to bring their files to the disk.
    public func hear() { for service in services { service.child.set(WatchedDisk.deafness, to: "") } }
}
