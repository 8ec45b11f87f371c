import Documents
import Folders
import Foundation
import Journal
import Letters
import Logging
import Messages
import Metrics
import Operations
import Pipeline
import ServiceLifecycle
import Synchronization

/// A folder into which the hospital's system writes signed-off letters, as pairs of a document and a `.json` that is
/// written last (deploy/docs/CONTRACT.md, "Drop folder source").
final class DropFolder: LetterSource {
    typealias Entry = FolderLook.Entry

    let source: SourcesFile.DropFolderSource
    let admission: Admission
    let settle: Waiting
    var bounds: Bounds { admission.bounds }
    let standing = Mutex(FolderStanding())
    let logger: Logger
    private let watch: FolderWatch
    private let stopping = Mutex(false)
    /// The last error that would stop every letter, not only one: of the small letters in the last scan, and of the
    /// last large letter.
    private let obstacles = Mutex<[Lane: String]>([:])
    private let together = Workers(count: Bounds.width)
    private let failing = Mutex(FailingFiles())
    private let setReadiness: @Sendable (String?) -> Void

    /// Letters that are dealt with side by side, and the large ones, of which one is dealt with at a time.
    enum Lane { case together, large }

    /// What became of a file that was looked at.
    enum Result: Equatable {
        case decided, waits
        /// With its documents it is larger than it was thought to be.
        case larger(Bounds.Size)
    }

    /// - Parameters:
    ///   - settle: how long a `.json` that cannot be read, or whose document is missing or still changing, may yet be
    ///     completed.
    ///   - setReadiness: called with the reason when no letter can be taken, and with nil when letters can be taken
    ///     again.
    /// - Throws: `SettingError` when the folder cannot be watched or written.
    init(
        _ source: SourcesFile.DropFolderSource, admission: Admission, settle: Waiting,
        setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) throws(SettingError) {
        self.setReadiness = setReadiness
        self.source = source
        self.admission = admission
        self.settle = settle
        var logger = admission.logger
        logger[.source] = source.name
        self.logger = logger
        do {
            try Self.makeFolders(in: source.path)
            watch = try FolderWatch(source.path)
        } catch let error as FolderWatch.CannotWatch {
            throw SettingError(ExtractionSetting.sources, "names \(source.path.path): \(error)")
        } catch {
            throw SettingError(
                ExtractionSetting.sources, "names \(source.path.path), which this user may not write into")
        }
        if let look = try? FolderLook(source.path) {
            standing.withLock { _ = $0.begin(look, file: file) }
        }
    }

    private static func makeFolders(in path: URL) throws {
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        for folder in FolderLook.ours { try SharedPlace.makeFolder(path.appending(path: folder)) }
    }

    var name: String { source.name }

    var backlog: SourceBacklog {
        standing.withLock { SourceBacklog(items: $0.letters, unpaired: $0.unpaired.count) }
    }

    func check() throws -> [String] {
        guard FileManager.default.isWritableFile(atPath: source.path.path) else {
            throw FolderWatch.CannotWatch(
                description: "\(source.path.path) is not writable: taken letters could not be moved")
        }
        let look = try FolderLook(source.path)
        let count = look.letters.count
        return ["\(count) letter\(count == 1 ? "" : "s") wait\(count == 1 ? "s" : "") in \(source.path.path)"]
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                let (ticks, tick) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
                let (large, feed) = AsyncStream<Entry>.makeStream()
                group.addTask { [watch] in for await _ in watch.changes { tick.yield() } }
                // A periodic scan finds letters whose settle time has passed, and changes that inotify lost.
                group.addTask { [settle] in
                    let pause = min(max(settle.duration / 2, .seconds(1)), .seconds(30))
                    while (try? await Task.sleep(for: pause)) != nil { tick.yield() }
                }
                group.addTask {
                    for await entry in large.cancelOnGracefulShutdown() where !self.isStopping {
                        await self.dealWithLarge(entry)
                    }
                }
                tick.yield()
                for await _ in ticks.cancelOnGracefulShutdown() {
                    for entry in await self.look() { feed.yield(entry) }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.stopping.withLock { $0 = true }
        }
    }

    /// True once the service is stopping: no more bytes are read, and a letter that is half read is read again after
    /// the restart.
    var isStopping: Bool { stopping.withLock { $0 } }

    /// Scans the whole folder and handles every letter that is ready, large ones included.
    func scan() async { for entry in await look() { await dealWithLarge(entry) } }

    /// Scans the whole folder and handles the letters that are ready.
    ///
    /// - Returns: the large letters, left for `dealWithLarge`.
    func look() async -> [Entry] {
        let look: FolderLook
        do {
            look = try FolderLook(source.path)
        } catch {
            if failing.withLock({ $0.note("", Self.words(error), at: Date()) }) {
                logger.error("the folder cannot be read", metadata: .of([.why: Self.words(error)]))
            }
            setReadiness("the folder \(source.path.path) cannot be read: mount it, and let this user read it")
            return []
        }
        do {
            try Self.makeFolders(in: source.path)
            note(nil, of: .together)
        } catch {
            note("taken or rejected in \(source.path.path) is no folder that this user may write into", of: .together)
        }
        let places = Set(look.letters.map(place))
        failing.withLock { $0.keep(only: places) }
        let ready = standing.withLock { $0.begin(look, file: file) }
        let large = await dealTogether(ready, look)
        let since = Date(timeIntervalSinceNow: -settle.seconds)
        let (news, files, unpaired) = standing.withLock { standing in
            standing.hold(large)
            let news = standing.end(look, unpairedSince: since)
            return (news, standing.letters, standing.unpaired)
        }
        if news > 0 {
            logger.warning(
                "files lie in the folder that belong to no letter: a .json that was never written, half-written files?",
                metadata: ["count": "\(news)"])
        }
        let undecided = try? await admission.journal.undecided(files)
        // `files` has the same order as `look.letters`. If the journal cannot be read, all letters count as waiting.
        let letters = zip(look.letters, files).filter { undecided?.contains($1) ?? true }.map(\.0.modified)
        // The modification time of the file that has waited longest: a letter without a fate, or a file that belongs to
        // none.
        let oldest = (letters + unpaired.values).min()
        Gauge(label: "extraction_oldest_waiting_seconds", dimensions: [("source", source.name)])
            .record(oldest.map { max(0, Date().timeIntervalSince($0)) } ?? 0)
        Gauge(label: "extraction_files_waiting", dimensions: [("source", source.name)])
            .record(letters.count + unpaired.count)
        Gauge(label: "extraction_files_unpaired", dimensions: [("source", source.name)]).record(unpaired.count)
        return large
    }

    /// - Returns: the large ones, which are left alone.
    private func dealTogether(_ entries: [Entry], _ look: FolderLook) async -> [Entry] {
        await withTaskGroup(of: Entry?.self) { group in
            var rest = entries[...]
            var large: [Entry] = []
            func next() {
                guard let entry = rest.popFirst() else { return }
                group.addTask { await self.dealInTurn(with: entry, look) ? nil : entry }
            }
            for _ in 0..<Bounds.width { next() }
            while let entry = await group.next() {
                if let entry { large.append(entry) }
                if !isStopping { next() }
            }
            return large
        }
    }

    /// Deals with a letter when there is room for its bytes.
    ///
    /// - Returns: false for a large one, which is left alone.
    private func dealInTurn(with entry: Entry, _ look: FolderLook) async -> Bool {
        var size = bounds.size(of: entry.size)
        while size != .large {
            let room = size
            let result = await together.run(taking: room.share) {
                await self.deal(with: entry, look, .together, room)
            }
            guard case .larger(let actual) = result else { return true }
            size = actual
        }
        return false
    }

    func dealWithLarge(_ entry: Entry) async {
        defer { standing.withLock { $0.release(entry) } }
        note(nil, of: .large)
        guard let look = try? FolderLook(source.path), look.letters.contains(entry) else { return }
        _ = await deal(with: entry, look, .large, .large)
    }

    private func note(_ obstacle: String?, of lane: Lane) {
        let obstacles = obstacles.withLock { obstacles in
            obstacles[lane] = obstacle
            return obstacles
        }
        setReadiness(obstacles[.together] ?? obstacles[.large] ?? failing.withLock { $0.words(at: Date()) })
    }

    private func deal(with entry: Entry, _ look: FolderLook, _ lane: Lane, _ room: Bounds.Size) async -> Result {
        do {
            let result = try await decide(entry, look, room)
            failing.withLock { $0.forget(place(entry)) }
            return result
        } catch {
            // The file name may hold patient data, so only its hash is logged.
            if failing.withLock({ $0.note(place(entry), Self.words(error), at: Date()) }) {
                logger.error(
                    "file not handled; it stays where it is and is tried again",
                    metadata: .of([.item: place(entry), .why: Self.words(error)]))
            }
            if error is DocumentStoreError || error is JournalError || error is NotMoved {
                note(Self.words(error), of: lane)
            }
            Counter(label: "extraction_failures_total", dimensions: [("source", source.name)]).increment()
            return .waits
        }
    }
}
