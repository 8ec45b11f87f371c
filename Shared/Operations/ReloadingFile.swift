public import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// The parsed content of a file, reloaded when the file changes.
///
/// If new content cannot be parsed, this is reported and the previous content stays in force.
public final class ReloadingFile<Value: Sendable>: Service {
    private struct Stamp: Equatable {
        var modified: Date?
        var size: Int?
        var number: Int?
    }

    private struct State {
        var value: Value
        var stamp: Stamp
    }

    private let file: URL
    private let setting: String
    private let parse: @Sendable (Data) throws -> Value
    private let setReadiness: @Sendable (String?) -> Void
    private let logger: Logger
    private let state: Mutex<State>

    /// Reads the file for the first time.
    ///
    /// - Parameters:
    ///   - setting: the setting that names the file.
    ///   - setReadiness: called with the problem of new content, and with nil when the content is valid again.
    /// - Throws: `SettingError` if the file cannot be read or parsed.
    public init(
        _ file: URL, setting: String, logger: Logger, setReadiness: @escaping @Sendable (String?) -> Void,
        parse: @escaping @Sendable (Data) throws -> Value
    ) throws(SettingError) {
        self.file = file
        self.setting = setting
        self.parse = parse
        self.setReadiness = setReadiness
        self.logger = logger
        let stamp = Self.stamp(file)
        do {
            state = Mutex(State(value: try parse(try Data(contentsOf: file)), stamp: stamp))
        } catch {
            throw SettingError(setting, "names \(file.path), which cannot be used: \(error)")
        }
    }

    public var current: Value { state.withLock { $0.value } }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(3))) != nil { self.reload() }
        }
    }

    /// Reads the file again if it has changed.
    func reload() {
        let stamp = Self.stamp(file)
        guard stamp != state.withLock({ $0.stamp }) else { return }
        do {
            let value = try parse(try Data(contentsOf: file))
            state.withLock { $0 = State(value: value, stamp: stamp) }
            setReadiness(nil)
            logger.info("settings file read again", metadata: ["setting": "\(setting)"])
        } catch {
            state.withLock { $0.stamp = stamp }
            setReadiness(
                "\(setting): the new content of \(file.path) cannot be used, the former stays in force: \(error)")
            logger.error(
                "changed settings file not usable; the former content stays in force",
                metadata: ["setting": "\(setting)", "why": "\(error)"])
        }
    }

    private static func stamp(_ file: URL) -> Stamp {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        return Stamp(
            modified: attributes?[.modificationDate] as? Date, size: (attributes?[.size] as? NSNumber)?.intValue,
            number: (attributes?[.systemFileNumber] as? NSNumber)?.intValue)
    }
}
