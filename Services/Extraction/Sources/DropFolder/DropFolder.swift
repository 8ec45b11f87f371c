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
import Renditions
import ServiceLifecycle
import Synchronization

/// A folder that the hospital's system lays signed-off letters into, as pairs of a document and a `.json` that is
/// written last (deploy/docs/CONTRACT.md, "Drop folder source").
final class DropFolder: Service {
    /// A `.json` as it lies in the folder now; another file of the same name is another entry.
    struct Entry: Hashable {
        var name: String
        var number: UInt64
        var modified: Date
    }

    let source: SourcesFile.DropFolderSource
    private let taking: Taking
    private let settle: Waiting
    private let watch: FolderWatch
    /// Drafts that were looked at; they wait untouched until they are replaced.
    private let drafts = Mutex<Set<Entry>>([])
    private let waitingCount = Mutex(0)
    /// What kept a letter from being taken in this look, of things that would keep every letter.
    private let obstacle = Mutex<String?>(nil)
    private let logger: Logger
    private let tell: @Sendable (String?) -> Void

    /// How many letters are taken at a time.
    private static let width = 16

    /// - Parameters:
    ///   - settle: how long a `.json` that cannot be read, or whose document is missing, may yet be completed.
    ///   - tell: told why no letter can be taken, and nil when they can again.
    init(
        _ source: SourcesFile.DropFolderSource, taking: Taking, settle: Waiting,
        tell: @escaping @Sendable (String?) -> Void = { _ in }
    ) throws(SettingError) {
        self.tell = tell
        self.source = source
        self.taking = taking
        self.settle = settle
        var logger = taking.logger
        logger[.source] = source.name
        self.logger = logger
        do {
            for folder in ["taken", "rejected"] {
                try FileManager.default.createDirectory(
                    at: source.path.appending(path: folder), withIntermediateDirectories: true)
            }
            watch = try FolderWatch(source.path)
        } catch let error as FolderWatch.CannotWatch {
            throw SettingError(ExtractionSetting.sources, "names \(source.path.path): \(error)")
        } catch {
            throw SettingError(
                ExtractionSetting.sources, "names \(source.path.path), which this user may not write into")
        }
    }

    func check() throws {
        guard FileManager.default.isWritableFile(atPath: source.path.path) else {
            throw FolderWatch.CannotWatch(
                description: "\(source.path.path) is not writable: taken letters could not be moved")
        }
    }

    func run() async throws {
        await scan()
        await withTaskGroup(of: Void.self) { group in
            let (ticks, tick) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            group.addTask { [watch] in for await _ in watch.changes { tick.yield() } }
            // What waits for its time, and a change that the kernel lost, is found by looking now and then.
            group.addTask { [settle] in
                let pause = min(max(settle.duration / 2, .seconds(1)), .seconds(30))
                while (try? await Task.sleep(for: pause)) != nil { tick.yield() }
            }
            for await _ in ticks.cancelOnGracefulShutdown() { await scan() }
            group.cancelAll()
        }
    }

    /// How many files lie in the folder and are not yet decided on: drafts, and pairs that are not complete.
    var waiting: Int { waitingCount.withLock { $0 } }

    /// Looks at the whole folder and deals with every letter that is ready.
    func scan() async {
        let entries: [Entry]
        do {
            entries = try self.entries()
        } catch {
            logger.error("the folder cannot be read", metadata: .of([.why: "\(type(of: error))"]))
            tell("the folder \(source.path.path) cannot be read: mount it, and let this user read it")
            return
        }
        obstacle.withLock { $0 = nil }
        defer { tell(obstacle.withLock { $0 }) }
        let ready = drafts.withLock { drafts in
            drafts.formIntersection(entries)
            return entries.filter { !drafts.contains($0) }
        }
        let undecided = await withTaskGroup(of: Int.self) { group in
            var rest = ready[...]
            var undecided = 0
            for entry in rest.prefix(Self.width) { group.addTask { await self.deal(with: entry) } }
            rest = rest.dropFirst(Self.width)
            while let count = await group.next() {
                undecided += count
                if !Task.isShuttingDownGracefully, let entry = rest.popFirst() {
                    group.addTask { await self.deal(with: entry) }
                }
            }
            return undecided
        }
        let count = undecided + drafts.withLock { $0.count }
        waitingCount.withLock { $0 = count }
        Gauge(label: "extraction_files_waiting", dimensions: [("source", source.name)]).record(count)
    }

    private func entries() throws -> [Entry] {
        let names = try FileManager.default.contentsOfDirectory(atPath: source.path.path)
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().compactMap { name in
            let path = source.path.appending(path: name).path
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let number = attributes[.systemFileNumber] as? NSNumber,
                let modified = attributes[.modificationDate] as? Date
            else { return nil }
            return Entry(name: name, number: number.uint64Value, modified: modified)
        }
    }

    /// - Returns: 1 when the file is still undecided.
    private func deal(with entry: Entry) async -> Int {
        do {
            return try await decide(entry) ? 0 : 1
        } catch {
            // The name may be a patient's, so that only its hash is told.
            logger.error(
                "a file could not be dealt with; it stays where it is and is tried again",
                metadata: .of([.item: place(entry), .why: Self.words(error)]))
            if error is DocumentStoreError || error is JournalError { obstacle.withLock { $0 = Self.words(error) } }
            Counter(label: "extraction_failures_total", dimensions: [("source", source.name)]).increment()
            return 1
        }
    }

    /// Errors of the system may hold the file's name; ours do not.
    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as DocumentStoreError: error.description
        case let error as JournalError: error.description
        default: "\(type(of: error))"
        }
    }

    private func place(_ entry: Entry) -> String { Self.hash(source.name, entry.name) }

    private static func hash(_ parts: String...) -> String {
        Identity.uuid(parts.joined(separator: "\u{1F}")).uuidString.lowercased()
    }

    /// - Returns: false when the file has to wait.
    private func decide(_ entry: Entry) async throws -> Bool {
        let url = source.path.appending(path: entry.name)
        let json: Data
        do {
            json = try Data(contentsOf: url)
        } catch {
            // Taken meanwhile, by whoever may.
            guard FileManager.default.fileExists(atPath: url.path) else { return true }
            throw error
        }
        let item = Taking.Item(
            source: source.name,
            file: Self.hash(source.name, entry.name, "\(entry.number)", Instant.text(entry.modified)),
            place: place(entry))
        let isSettled = entry.modified.addingTimeInterval(settle.seconds) < Date()
        guard let letter = try? DroppedLetter(json, now: taking.now()) else {
            guard isSettled else { return false }
            let reason = Reason(code: "unreadable", detail: "the file is no JSON object: write it again, completely")
            try await finish(entry, [], try await taking.reject(reason, item: item))
            return true
        }
        switch letter.status {
        case .draft:
            _ = drafts.withLock { $0.insert(entry) }
            return true
        case .withdrawn:
            guard let documentID = letter.documentID, let revision = letter.revision else {
                try await finish(entry, [], try await taking.withhold(letter, letter.faults, item: item))
                return true
            }
            try await finish(
                entry, letter.files, try await taking.withdraw(documentID: documentID, revision: revision, item: item))
            return true
        case .signed:
            return try await decide(entry, letter, item, isSettled)
        }
    }

    private func decide(
        _ entry: Entry, _ letter: DroppedLetter, _ item: Taking.Item, _ isSettled: Bool
    ) async throws -> Bool {
        var faults = letter.faults
        if letter.content?.recipients.contains(where: { $0.ods == taking.organisation }) == true {
            faults.append(
                Reason(
                    code: "recipient-is-ourselves", detail: "the letter is addressed to the organisation that sends it")
            )
        }
        var files: [Taking.File] = []
        for file in letter.files {
            guard let bytes = read(file) else {
                guard isSettled else { return false }
                faults.append(
                    Reason(code: "document-missing", detail: "a document that the letter names is not beside it"))
                continue
            }
            if bytes.isEmpty {
                faults.append(Reason(code: "document-empty", detail: "a document of the letter is empty"))
            } else if let type = file.type.actual(bytes) {
                files.append(Taking.File(mediaType: type.rawValue, bytes: bytes))
            } else {
                faults.append(
                    Reason(
                        code: "document-not-its-type",
                        detail: "a document of the letter is not the \(file.type.rawValue) that it is said to be"))
            }
        }
        guard faults.isEmpty, let content = letter.content, let documentID = letter.documentID,
            let revision = letter.revision
        else {
            try await finish(entry, letter.files, try await taking.withhold(letter, faults, item: item))
            return true
        }
        let decision = try await taking.take(
            content, documentID: documentID, revision: revision, files: files, item: item)
        try await finish(entry, letter.files, decision)
        return true
    }

    /// A document's bytes; nil when it is not a plain file in the folder.
    private func read(_ file: DroppedLetter.File) -> Data? {
        let path = source.path.appending(path: file.name).path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return FileManager.default.contents(atPath: path)
    }

    /// Moves the pair away, with a word for the people at the source when it was not taken.
    private func finish(
        _ entry: Entry, _ files: [DroppedLetter.File], _ decision: SourceJournal.Decision
    ) async throws {
        let target = source.path.appending(path: decision.fate.folder)
        let stem = String(entry.name.dropLast(".json".count))
        if !decision.reasons.isEmpty {
            let lines = decision.reasons.map { "\($0.code): \($0.detail)" }.joined(separator: "\n")
            let text = "This letter was not taken.\n\n\(lines)\n\nMend it and drop it again; it is judged anew.\n"
            try Data(text.utf8).write(to: target.appending(path: "\(stem).error.txt"), options: .atomic)
        }
        for file in files { try move(file.name, to: target) }
        try move(entry.name, to: target)
        Counter(
            label: "extraction_files_total",
            dimensions: [("source", source.name), ("fate", decision.fate.rawValue)]
        ).increment()
        logger.info(
            "a file was dealt with",
            metadata: .of([
                .item: place(entry), .state: decision.fate.rawValue,
                .code: decision.reasons.map(\.code).joined(separator: " "),
            ]))
    }

    /// Moves a file; an older one of the same name is kept under another.
    private func move(_ name: String, to folder: URL) throws {
        let from = source.path.appending(path: name).path
        var to = folder.appending(path: name).path
        guard access(from, F_OK) == 0 else { return }
        var copy = 1
        while access(to, F_OK) == 0 {
            copy += 1
            let parts = name.split(separator: ".", maxSplits: 1)
            to = folder.appending(path: "\(parts[0])~\(copy)" + (parts.count > 1 ? ".\(parts[1])" : "")).path
        }
        guard rename(from, to) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
}
