import Letters
import Operations
import ServiceLifecycle

/// The additional mailboxes from which practices answer (`answers_from`), reloaded when the practices file changes.
struct PracticesFile: Sendable {
    private let file: ReloadingFile<AnswerMailboxes>?

    /// Without the setting `PRACTICES_FILE`, no practice has an additional mailbox.
    init(_ context: ServiceContext) throws {
        file = try context.settings.value(of: ConversionSetting.practices).map { file in
            try ReloadingFile(
                file, setting: ConversionSetting.practices.name, logger: context.logger,
                setReadiness: { context.setReadiness("practices", problem: $0) },
                parse: { AnswerMailboxes(try Practices(csv: $0)) })
        }
    }

    var current: AnswerMailboxes { file?.current ?? AnswerMailboxes() }

    var services: [any Service] { file.map { [$0] } ?? [] }
}
