import GRDB

/// The columns of a send's row in the order in which they are selected. They are read by index, because GRDB searches
/// all columns of a row for a name at each access.
enum SendColumn: Int, CaseIterable {
    case message, phase, since, due, offers, withdrawn, code, detail, meshMessage, upload, lostOffer
    case troubleSince, troubleCode, troubleDetail, troubleTold
    case converted, mailbox, confirmed, epoch, way, arrived

    /// The column list of a SELECT statement.
    static let list = allCases.map(\.name).joined(separator: ", ")

    private var name: String {
        switch self {
        case .meshMessage: "mesh_message"
        case .lostOffer: "lost_offer"
        case .troubleSince: "trouble_since"
        case .troubleCode: "trouble_code"
        case .troubleDetail: "trouble_detail"
        case .troubleTold: "trouble_told"
        default: "\(self)"
        }
    }
}

extension Row {
    subscript<Value: DatabaseValueConvertible>(_ column: SendColumn) -> Value { self[column.rawValue] }
}
