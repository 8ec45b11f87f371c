import CConfinement
import Dispatch
public import Foundation
public import Renditions
import Synchronization
public import XML

/// Runs the document engines, long-lived child processes: one set for PDF files and scans, one for documents that
/// LibreOffice lays out, and one for HTML. HTML has its own set because LibreOffice, once it has read HTML, shifts text
/// in drawings of any later document a little.
///
/// A document that crashes an engine, occupies it too long or takes too much memory ends that engine and is tried once
/// more on a fresh one; then the letter is refused, and other letters are not affected. A shortage of the machine is
/// not the letter's fault: then fewer engines run, and the letter is tried again later.
public final class DocumentEngines: RenderingEngine {
    /// The limits for one document.
    public struct Bounds: Sendable {
        /// Seconds of processor time that a document may take.
        public var seconds: Double
        /// Seconds by the clock, for a machine that is busy. Two tries of each letter that a converter has been delivered
        /// stay within what the broker waits for an acknowledgement (`consumer_timeout` in `rabbitmq.conf`, 6 h).
        public var patience: Double
        /// Address space of one engine in bytes.
        public var memory: Int
        /// Largest document in bytes; an engine holds the whole document in memory.
        public var size: Int
        /// Maximum number of pages; a document with more is not a letter.
        public var pages: Int
        /// Documents after which an engine is replaced, so that memory leaks of its libraries stay bounded.
        public var documents: Int

        public init(
            seconds: Double = 60, patience: Double = 300, memory: Int = 4_000_000_000, size: Int = 300_000_000,
            pages: Int = 500, documents: Int = 500
        ) {
            (self.seconds, self.patience, self.memory) = (seconds, patience, memory)
            (self.size, self.pages, self.documents) = (size, pages, documents)
        }
    }

    /// Receives the output of an engine, piece by piece.
    public typealias Sink = (Data) throws -> Void

    /// The engine's executable is missing or could not be started, whatever the letter.
    public struct Unavailable: Error, CustomStringConvertible {
        public var description: String
    }

    /// The machine gave an engine too little memory, time or disk space; the letter is to be tried again later.
    public struct Starved: Error, CustomStringConvertible {
        public var description: String
    }

    private enum Kind: Hashable { case reading, office, html }

    private let executable: URL
    private let bounds: Bounds
    private let gate: EngineGate
    private let metrics = EngineMetrics()
    private let memoryKills: @Sendable () -> Int?
    private let setReadiness: @Sendable (String?) -> Void
    /// For each kind whose last document was starved, the reason.
    private let starving = Mutex<[Kind: String]>([:])
    private let idle = Mutex<[Kind: [EngineProcess]]>([:])
    private let queue = DispatchQueue(label: "document-engines", attributes: .concurrent)

    /// - Parameters:
    ///   - executable: the path of `document-engine`; nil: in the folder of this process's executable.
    ///   - most: maximum number of engines that work at a time; nil for no limit.
    ///   - memoryKills: returns how often the kernel has killed a process of this service for lack of memory.
    ///   - setReadiness: receives the shortage that documents wait for; nil once the next document of that kind
    ///     succeeds.
    public init(
        _ executable: URL? = nil, most: Int? = nil, bounds: Bounds = Bounds(),
        memoryKills: (@Sendable () -> Int?)? = nil,
        setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(filePath: own ?? CommandLine.arguments[0]).deletingLastPathComponent()
        self.executable = executable ?? folder.appending(path: "document-engine")
        self.bounds = bounds
        gate = EngineGate(limit: most)
        let kills = MemoryKills()
        self.memoryKills = memoryKills ?? { kills.count }
        self.setReadiness = setReadiness
        Scratch.sweep()
    }

    /// Whether the kernel can restrict an engine's access to files (Landlock: Linux 5.13 or later, with lsm=landlock).
    public static var isLandlockThere: Bool { meshpost_landlock_version() != 0 }

    /// Checks for `--check` that the engine's executable is installed.
    ///
    /// - Throws: `Unavailable`.
    public func check() throws {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw Unavailable(description: "\(executable.path) is missing: install it beside the conversion executable")
        }
    }

    public var health: EngineHealth { gate.health }

    public func answer(
        _ question: EngineQuestion, about bytes: Bytes, keep: @escaping @Sendable (EngineAnswer) throws -> Sink
    ) async throws -> EngineAnswer {
        guard bytes.count <= bounds.size else { return EngineAnswer(fault: FaultFound(.tooLarge, count: bytes.count)) }
        let request = EngineRequest(
            form: question.form, limit: question.limit, signedAt: Int(question.signedAt.timeIntervalSince1970),
            mostPages: bounds.pages, seconds: Int(bounds.seconds) + 2, patience: Int(bounds.patience) + 2,
            headings: question.headings, released: question.released, judged: question.judged)
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                let (clock, start) = (ContinuousClock(), ContinuousClock.now)
                let result = Result { try self.ask(request, bytes, keep) }
                if case .success(let answer) = result {
                    self.metrics.answered(answer, in: start.duration(to: clock.now))
                }
                continuation.resume(with: result)
            }
        }
    }

    private func ask(
        _ request: EngineRequest, _ bytes: Bytes, _ keep: (EngineAnswer) throws -> Sink
    ) throws -> EngineAnswer {
        let kind: Kind
        switch DocumentType(contentOf: bytes.start) {
        case .pdf, .tiff, .jpeg, .png: kind = .reading
        case .html, .mhtml: kind = .html
        default: kind = .office
        }
        gate.begin()
        metrics.stand(health)
        defer {
            gate.change { $0.end() }
            metrics.stand(health)
        }
        var (failed, starved) = (0, 0)
        while true {
            let kills = memoryKills()
            let engine = try take(kind)
            do {
                let time = EngineProcess.Time(seconds: bounds.seconds, patience: bounds.patience)
                let answer = try engine.ask(request, bytes, within: time, keep: keep)
                gate.change { $0.wentWell() }
                note(nil, of: kind)
                giveBack(engine, kind)
                return answer
            } catch let failure as EngineProcess.Failure {
                engine.end()
                if let why = shortage(failure, since: kills) {
                    gate.change { $0.starved() }
                    endAll()
                    metrics.ended("starved")
                    starved += 1
                    if starved == 2 {
                        note(why, of: kind)
                        throw Starved(description: "a document engine was starved: \(why)")
                    }
                } else {
                    failed += 1
                    metrics.ended("failed")
                    if failed == 2 { return EngineAnswer(fault: FaultFound(.engineFailed)) }
                }
            } catch {
                // The error is the store's, not the engine's, but the engine is in the middle of an answer and cannot
                // be reused.
                engine.end()
                throw error
            }
        }
    }

    /// Returns what the machine lacked when an engine failed; nil when the document caused the failure.
    private func shortage(_ failure: EngineProcess.Failure, since kills: Int?) -> String? {
        if case .starved(let why) = failure { return why }
        guard let before = kills, let after = memoryKills(), after > before else { return nil }
        return "the kernel ended a process of this service for want of memory (oom_kill)"
    }

    private func note(_ why: String?, of kind: Kind) {
        starving.withLock { starving in
            guard starving[kind] != why else { return }
            starving[kind] = why
            setReadiness(
                starving.values.min().map {
                    "letters wait, for a document engine was starved: \($0); give conversion more memory, or fewer workers"
                })
        }
    }

    private func take(_ kind: Kind) throws -> EngineProcess {
        if let engine = idle.withLock({ $0[kind]?.popLast() }) { return engine }
        do {
            return try EngineProcess(executable, memory: bounds.memory)
        } catch {
            try check()
            throw Unavailable(description: "\(executable.path) could not be started")
        }
    }

    /// Ends the idle engines; the next document starts a new one.
    public func endAll() {
        for engine in idle.withLock({ idle in
            defer { idle = [:] }
            return idle.values.flatMap { $0 }
        }) { engine.end() }
    }

    private func giveBack(_ engine: EngineProcess, _ kind: Kind) {
        let isWorn = engine.answered >= bounds.documents
        if isWorn { metrics.ended("worn") }
        guard !isWorn, gate.keepsIdle else { return engine.end() }
        idle.withLock { $0[kind, default: []].append(engine) }
    }
}
