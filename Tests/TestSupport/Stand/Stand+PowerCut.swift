public import Foundation

extension Stand.Plan {
    /// Makes all services keep their files on this disk.
    ///
    /// - Parameter deaf: See `WatchedDisk.environment(deaf:)`.
    public mutating func keepFiles(on disk: WatchedDisk, deaf: [String] = []) {
        for stage in ["extraction", "conversion", "transport", "acknowledgement", "reporting"] {
            settings[stage, default: [:]].merge(disk.environment(deaf: deaf)) { $1 }
        }
    }
}

extension Stand {
    /// Makes the disk of a stand before the stand is started: the document store, every service's state, and the output
    /// folders of letters. The drop folder is not on it, because the hospital shares it.
    ///
    /// - Parameter root: The folder to make; its path must have no symbolic links.
    public static func disk(in root: URL) throws -> WatchedDisk {
        let states = ["extraction", "transport", "acknowledgement", "reporting"].map { "state/\($0)" }
        for folder in ["documents", "folder"] + states {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        return try WatchedDisk(
            ["documents", "folder", "state"].map { root.appending(path: $0) }, log: root.appending(path: "disk"))
    }

    /// Cuts the power of the machine on which all services run. Broker, MESH, practices and drop folder are on others.
    ///
    /// - Parameter patience: How long to wait for a moment at which something is written and not synchronised.
    public func cut(
        _ disk: WatchedDisk, _ draw: inout SplitMix, _ mood: PowerCut.Mood? = nil, patience: Duration = .zero
    ) throws -> PowerCut.Report {
        try disk.cut(&draw, mood, patience: patience) {
            for service in services { service.child.signal(SIGKILL) }
            for service in services { service.child.kill() }
        }
    }

    /// Starts all services again and waits until each is ready.
    ///
    /// - Throws: `NeverHappened` if a service ends or does not become ready.
    public func restart() async throws {
        for service in services where service.name != "reporting" { try service.child.start() }
        try await startReporting()
        for service in services { try await service.ready() }
    }

    /// Ends the effect of `deaf`: from their next start the services' synchronisations count again.
    public func hear() { for service in services { service.child.set(WatchedDisk.deafness, to: "") } }
}
