public import XML

/// How much of HTML a system shows, in the words of the table of formats: what is beyond it refuses a letter's sections.
public enum ShownHTML: String, CaseIterable, Sendable {
    /// Text and lists.
    case text
    /// Tables whose cells are all single ones, none within another.
    case simpleTables = "simple-tables"
    /// Tables with cells that span several.
    case tables

    public var table: HTMLTable {
        switch self {
        case .text: .withoutTables
        case .simpleTables: .simpleTables
        case .tables: .simple
        }
    }
}
