import CDispatch
import Foundation
import Letters
import Logging
import Operations
import Pipeline
import ServiceLifecycle

/// Runs one source on threads of its own, so that a source that hangs does not block another, and restarts it after a
/// pause when it fails.
struct SourceRun: Service {
    let source: any LetterSource
    let logger: Logger
    /// Called with the reason when the source cannot run, and with nil when it can.
    let setReadiness: @Sendable (String?) -> Void
    let pause: Duration

    init(
        _ source: any LetterSource, logger: Logger, pause: Duration = .seconds(5),
        setReadiness: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.source = source
        self.logger = logger
        self.pause = pause
        self.setReadiness = setReadiness
    }

    /// Creates the source of an entry in the list of sources, with its part of readiness.
    ///
    /// - Throws: `SettingError`.
    init(_ entry: SourcesFile.Entry, _ admission: Admission, _ context: ServiceContext) throws(SettingError) {
        let setReadiness: @Sendable (String?) -> Void = { context.setReadiness("source \(entry.name)", problem: $0) }
        let source: any LetterSource
        switch entry {
        case .dropFolder(let folder):
            let settle = try context.settings.value(of: ExtractionSetting.settle)
            source = try DropFolder(folder, admission: admission, settle: settle, setReadiness: setReadiness)
        case .hl7(let settings):
            let isLive = try context.settings.value(of: ServiceSetting.environment) == .live
            source = HL7Listener(settings, admission: admission, isLive: isLive, setReadiness: setReadiness)
        }
        self.init(source, logger: context.logger, setReadiness: setReadiness)
    }

    func run() async throws {
        let threads = OwnThreads(source.name)
        await withTaskExecutorPreference(threads) {
            var former: String?
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                do {
                    try await source.run()
                    return
                } catch is CancellationError {
                    return
                } catch {
                    let words = "\(error)"
                    if words != former {
                        logger.error(
                            "source not running; it is started again",
                            metadata: .of([.source: source.name, .why: words]))
                    }
                    former = words
                    setReadiness(words)
                }
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            }
        }
    }
}

/// An executor with threads for one source only; a concurrent queue adds threads while others block.
private final class OwnThreads: TaskExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: "source \(name)", attributes: .concurrent) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
