import Letters
import Operations
import ServiceLifecycle

/// From which mailboxes practices answer, followed while the service runs.
struct PracticesFile: Sendable {
    private let file: ReloadingFile<AnswerMailboxes>?

    /// Without `PRACTICES_FILE` no second mailbox is known.
    init(_ ground: Ground) throws {
        file = try ground.settings.value(of: ConversionSetting.practices).map { file in
            try ReloadingFile(
                file, setting: ConversionSetting.practices.name, logger: ground.logger,
                tell: { ground.tell("practices", $0) }, parse: { AnswerMailboxes(try Practices(csv: $0)) })
        }
    }

    var current: AnswerMailboxes { file?.current ?? AnswerMailboxes() }

    var services: [any Service] { file.map { [$0] } ?? [] }
}
