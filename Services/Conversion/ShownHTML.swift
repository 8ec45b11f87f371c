import Letters
import XML

/// How much of HTML a system shows, in the words of the table of formats: what is beyond it refuses a letter's sections.
enum ShownHTML: String, CaseIterable, Sendable {
    /// Text and lists.
    case text
    /// Tables whose cells are all single ones, none within another.
    case simpleTables = "simple-tables"
    /// Tables with cells that span several.
    case tables

    /// What the format's readers are known to show, where the trust has not tried another.
    ///
    /// SystmOne has been seen to flatten the HTML of a Transfer of Care and to lose a line of a table of medicines; of a
    /// message by local agreement nobody knows.
    static func known(of system: Practice.System, in format: Practice.Format) -> ShownHTML {
        switch (system, format) {
        case (.tpp, .kettering): .text
        case (.tpp, _): .simpleTables
        default: .tables
        }
    }

    var table: HTMLTable {
        switch self {
        case .text: .withoutTables
        case .simpleTables: .simpleTables
        case .tables: .simple
        }
    }
}

extension RoutingTable {
    /// What the system shows of a letter's sections in a message of this format.
    func shownHTML(by system: Practice.System, in format: Practice.Format) -> HTMLTable {
        (habits(of: system).html ?? .known(of: system, in: format)).table
    }
}
