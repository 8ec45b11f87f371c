public import XML

/// How much HTML a system shows, by its word in the table of formats; a letter whose sections need more is refused.
public enum ShownHTML: String, CaseIterable, Sendable {
    /// Text and lists.
    case text
    /// Tables without spanning cells and without nested tables.
    case simpleTables = "simple-tables"
    /// All of these, and tables with spanning cells.
    case tables

    public var table: HTMLTable {
        switch self {
        case .text: .withoutTables
        case .simpleTables: .simpleTables
        case .tables: .simple
        }
    }
}
