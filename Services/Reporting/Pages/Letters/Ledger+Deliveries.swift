import Foundation
import GRDB

extension Ledger {
    func deliveries(_ filter: ListFilter, at now: Date = Date()) async throws -> [DeliveryLine] {
        if filter.letters?.isEmpty == true { return [] }
        let (sql, arguments) = filter.query(at: now)
        return try await read { database in
            try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
                var line = DeliveryLine(row: row)
                line.cursor = ListFilter.Cursor(place: row["place"], delivery: line.delivery).text
                return line
            }
        }
    }
}
