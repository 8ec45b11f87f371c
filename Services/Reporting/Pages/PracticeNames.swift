import Foundation
import Letters
import Operations
import ServiceLifecycle

/// The names of practices, from the practices file, which is reloaded when it changes.
struct PracticeNames: Sendable {
    private let file: ReloadingFile<Practices>?

    /// Creates an empty list, for a service without a practices file.
    init() { file = nil }

    /// - Throws: `SettingError` when the file cannot be used.
    init(_ context: ServiceContext) throws {
        file = try context.settings.value(of: ConversionSetting.practices).map { file in
            try ReloadingFile(
                file, setting: ConversionSetting.practices.name, logger: context.logger,
                setReadiness: { context.setReadiness("practices", problem: $0) }, parse: { try Practices(csv: $0) })
        }
    }

    func name(of code: String) -> String? { ODSCode(code).flatMap { file?.current.name(of: $0) } }

    var services: [any Service] { file.map { [$0] } ?? [] }
}
