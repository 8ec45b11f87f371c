import Foundation
import ITK
import Journal
import Letters
import Operations
import ServiceLifecycle

/// Our workflows: those that `MESH_WORKFLOWS` names, otherwise all that our letters can have.
struct OurWorkflows: Sendable {
    /// The workflows that the national specifications assign to message formats.
    static let national = Set(TransferOfCareKind.allCases.map(\.workflow) + [SendDocument.workflow])

    /// The part of the table of formats that names workflows.
    private struct Table: Decodable {
        var workflows: [String: String]?
    }

    private let told: Set<String>
    /// Readers of the practices file and of the table of formats, which read the workflows again when a file changes.
    private let files: [ReloadingFile<Set<String>>]

    init(_ context: ServiceContext, told: Set<String>) throws(SettingError) {
        self.told = told
        guard told.isEmpty else {
            files = []
            return
        }
        var files: [ReloadingFile<Set<String>>] = []
        if let file = try context.settings.value(of: ConversionSetting.practices) {
            files.append(
                try ReloadingFile(
                    file, setting: ConversionSetting.practices.name, logger: context.logger,
                    setReadiness: { context.setReadiness("practices", problem: $0) },
                    parse: { try Self.ofPractices($0) }))
        }
        if let file = try context.settings.value(of: ConversionSetting.routing) {
            files.append(
                try ReloadingFile(
                    file, setting: ConversionSetting.routing.name, logger: context.logger,
                    setReadiness: { context.setReadiness("table of formats", problem: $0) },
                    parse: { try Self.ofTable($0) }))
        }
        self.files = files
    }

    /// The filter from the current files and send ledger.
    func current(_ journal: Journal, at now: Date = Date()) async throws -> InboxFilter {
        guard told.isEmpty else { return InboxFilter(workflows: told) }
        let sent = try await journal.read { try WorkflowRows.recent(at: now, $0) }
        return InboxFilter(workflows: files.reduce(Self.national.union(sent)) { $0.union($1.current) })
    }

    /// The services that read the files again when they change.
    var services: [any Service] { files }

    static func ofPractices(_ csv: Data) throws(PracticesError) -> Set<String> {
        Set(try Practices(csv: csv).rows.compactMap(\.workflow))
    }

    static func ofTable(_ json: Data) throws -> Set<String> {
        Set((try JSONDecoder().decode(Table.self, from: json).workflows ?? [:]).values)
    }
}
