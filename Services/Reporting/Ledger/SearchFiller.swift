import Documents
import Foundation
import GRDB
import Journal
import Letters
import Logging
import Messages
import ServiceLifecycle

/// Fills the search database from the letters' records in the document store, so that staff can find a patient's
/// letters. A record that cannot be read now is tried again; the ledger does not wait for it.
struct SearchFiller: Service {
    let ledger: Ledger
    let documents: DocumentStore
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                do {
                    while try await fill() > 0 {}
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("the search database is behind", metadata: ["why": "\(type(of: error))"])
                }
            } while (try? await Task.sleep(for: .seconds(1))) != nil
        }
    }

    /// Fills the next few.
    ///
    /// - Returns: how many were filled.
    func fill() async throws -> Int {
        let rows = try await ledger.journal.read { database in
            try Row.fetchAll(database, sql: "SELECT letter, record FROM search WHERE NOT is_filled LIMIT 100")
                .map { (letter: $0["letter"] as String, record: $0["record"] as String) }
        }
        var filled = 0
        for row in rows {
            guard let reference: ObjectReference = try? Ledger.value(row.record),
                let bytes = try? await documents.read(reference),
                let record = try? JSONDecoder.meshPost.decode(LetterRecord.self, from: bytes)
            else { continue }
            try await ledger.journal.write { database in
                try database.run(
                    """
                    UPDATE search SET nhs_number = ?, family = ?, given = ?, birth_date = ?, document_id = ?,
                        title = ?, is_filled = 1 WHERE letter = ?
                    """,
                    [
                        record.patient.nhsNumber?.digits, record.patient.family.uppercased(),
                        record.patient.given.joined(separator: " "), record.patient.birthDate, record.documentID,
                        record.title, row.letter,
                    ])
            }
            filled += 1
        }
        return filled
    }
}
