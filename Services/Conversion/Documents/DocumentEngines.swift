import CConfinement
import Dispatch
import Foundation
import Renditions
import Synchronization
import XML

/// The document engines: long-lived child processes, one set for PDF files and scans, one for what LibreOffice lays out,
/// and one for HTML: once LibreOffice has read that, it places text in drawings a little elsewhere, in whatever document.
///
/// A document that crashes an engine, occupies it or takes too much memory costs that engine and one more try on a fresh
/// one; then the letter is refused, and the others go on. What this machine lacks is never the letter's fault: then fewer
/// engines work, and the letter is tried again later.
final class DocumentEngines: Sendable {
    struct Bounds: Sendable {
        /// Seconds of processor time that a document may take.
        var seconds = 60.0
        /// Seconds by the clock, for a machine that is busy; two tries stay within what the broker waits for (30 min).
        var patience = 300.0
        /// Address space of one engine in bytes.
        var memory = 4_000_000_000
        /// The most bytes of a document: an engine holds it whole.
        var size = 300_000_000
        /// Letters have few pages; what has more is no letter.
        var pages = 500
        /// An engine is replaced after so many documents, so that what its libraries leak stays bounded.
        var documents = 500
    }

    /// Takes what an engine made, piece by piece.
    typealias Sink = (Data) throws -> Void

    /// The executable could not be started: nothing that a letter could help.
    struct Unavailable: Error, CustomStringConvertible {
        var description: String
    }

    /// The machine gave an engine too little memory, time or room: try again later.
    struct Starved: Error, CustomStringConvertible {
        var description: String
    }

    private enum Kind: Hashable { case reading, office, html }

    private let executable: URL
    private let bounds: Bounds
    private let gate = EngineGate()
    private let memoryKills: @Sendable () -> Int?
    private let tell: @Sendable (String?) -> Void
    /// Of each kind whose last document was starved, why.
    private let starving = Mutex<[Kind: String]>([:])
    private let idle = Mutex<[Kind: [EngineProcess]]>([:])
    private let queue = DispatchQueue(label: "document-engines", attributes: .concurrent)

    /// - Parameters:
    ///   - executable: `document-engine`; beside this executable unless told.
    ///   - memoryKills: how often the kernel has ended a process of this service for want of memory.
    ///   - tell: told for want of what documents wait, and nil when the next of their kind went well.
    init(
        _ executable: URL? = nil, bounds: Bounds = Bounds(),
        memoryKills: @escaping @Sendable () -> Int? = { MemoryKills.count() },
        tell: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(filePath: own ?? CommandLine.arguments[0]).deletingLastPathComponent()
        self.executable = executable ?? folder.appending(path: "document-engine")
        self.bounds = bounds
        self.memoryKills = memoryKills
        self.tell = tell
        Scratch.sweep()
    }

    /// False where the kernel cannot keep an engine from other files (Linux 5.13 and later can, with lsm=landlock).
    static var isLandlockThere: Bool { meshpost_landlock_version() != 0 }

    /// For `--check`.
    func check() throws {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw Unavailable(description: "\(executable.path) is missing: install it beside the conversion executable")
        }
    }

    /// What became of the document.
    ///
    /// - Parameter keep: is called when a file follows, once for each engine that begins one, and gives where to put it.
    func render(
        _ bytes: Bytes, as form: RenditionForm, limit: Int?, signedAt: Date, headings: [String] = [],
        keep: @escaping @Sendable (EngineAnswer) throws -> Sink
    ) async throws -> EngineAnswer {
        guard bytes.count <= bounds.size else { return EngineAnswer(fault: FaultFound(.tooLarge, count: bytes.count)) }
        let request = EngineRequest(
            form: form, limit: limit, signedAt: Int(signedAt.timeIntervalSince1970), mostPages: bounds.pages,
            seconds: Int(bounds.seconds) + 2, patience: Int(bounds.patience) + 2, headings: headings)
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.ask(request, bytes, keep) }) }
        }
    }

    private func ask(
        _ request: EngineRequest, _ bytes: Bytes, _ keep: (EngineAnswer) throws -> Sink
    ) throws -> EngineAnswer {
        let kind: Kind
        switch DocumentType(contentOf: bytes.start) {
        case .pdf, .tiff, .jpeg, .png: kind = .reading
        case .html: kind = .html
        default: kind = .office
        }
        gate.begin()
        defer { gate.change { $0.end() } }
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
                    starved += 1
                    if starved == 2 {
                        note(why, of: kind)
                        throw Starved(description: "a document engine was starved: \(why)")
                    }
                } else {
                    failed += 1
                    if failed == 2 { return EngineAnswer(fault: FaultFound(.engineFailed)) }
                }
            } catch {
                // The store's fault and not the engine's; but what it was told is only half.
                engine.end()
                throw error
            }
        }
    }

    /// What the machine lacked when an engine failed; nil where it is the document's fault.
    private func shortage(_ failure: EngineProcess.Failure, since kills: Int?) -> String? {
        if case .starved(let why) = failure { return why }
        guard let before = kills, let after = memoryKills(), after > before else { return nil }
        return "the kernel ended a process of this service for want of memory (oom_kill)"
    }

    private func note(_ why: String?, of kind: Kind) {
        starving.withLock { starving in
            guard starving[kind] != why else { return }
            starving[kind] = why
            tell(
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

    /// Ends the engines that have nothing to do; the next document starts another.
    func endAll() {
        for engine in idle.withLock({ idle in
            defer { idle = [:] }
            return idle.values.flatMap { $0 }
        }) { engine.end() }
    }

    private func giveBack(_ engine: EngineProcess, _ kind: Kind) {
        guard engine.answered < bounds.documents, gate.keepsIdle else { return engine.end() }
        idle.withLock { $0[kind, default: []].append(engine) }
    }
}
