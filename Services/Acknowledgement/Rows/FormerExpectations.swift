import Foundation
import GRDB
import Journal
import Messages

/// Expectations as former versions kept them: a value in JSON, with tables of their own for what names them and for
/// their clocks.
enum FormerExpectations {
    /// Rows go on in the order in which they were written, and what is asked for by age lies side by side.
    private static let table = """
        CREATE TABLE expectation (
            id INTEGER PRIMARY KEY,
            attempt BLOB NOT NULL,
            delivery BLOB NOT NULL,
            chain BLOB NOT NULL,
            message BLOB NOT NULL,
            subject BLOB NOT NULL,
            traceparent TEXT,
            expects INTEGER,
            mesh TEXT,
            mailbox_meant TEXT,
            mailbox TEXT,
            tracked INTEGER,
            sent_at INTEGER,
            collected_at INTEGER,
            earlier_copy INTEGER,
            answers BLOB,
            ended INTEGER NOT NULL,
            told INTEGER NOT NULL,
            collected_since INTEGER,
            technical_since INTEGER,
            business_since INTEGER,
            touched_at INTEGER NOT NULL
        );
        """

    private static let indices = """
        CREATE UNIQUE INDEX expectation_by_attempt ON expectation (attempt);
        CREATE INDEX expectation_by_delivery ON expectation (delivery);
        CREATE INDEX expectation_by_chain ON expectation (chain);
        CREATE INDEX expectation_by_message ON expectation (message);
        CREATE INDEX expectation_by_mesh ON expectation (mesh) WHERE mesh IS NOT NULL;
        CREATE INDEX expectation_by_collected ON expectation (collected_since) WHERE collected_since IS NOT NULL;
        CREATE INDEX expectation_by_technical ON expectation (technical_since) WHERE technical_since IS NOT NULL;
        CREATE INDEX expectation_by_business ON expectation (business_since) WHERE business_since IS NOT NULL;
        CREATE INDEX expectation_by_age ON expectation (touched_at);
        """

    /// Moves every row into the columns of today's table.
    ///
    /// Writes as `ExpectationRows` does: a later migration that adds a column needs the statement of today here.
    static func intoColumns(_ database: Database) throws {
        try database.execute(sql: "ALTER TABLE expectation RENAME TO former; \(table)")
        let rows = try Row.fetchCursor(
            database, sql: "SELECT coalesce(subject, state), state, touched_at FROM former ORDER BY touched_at")
        while let row = try rows.next() {
            let (subject, state): (Data, Data) = (row[0], row[1])
            let known = try AttemptSubject(json: subject)
            let course = try JSONDecoder.meshPost.decode(AnswerCourse.self, from: state)
            try ExpectationRows.save(
                ExpectedAnswers(facts: known.facts, attempt: known.attempt, course: course), isNew: true,
                at: Date(milliseconds: row[2]), database)
        }
        try database.execute(
            sql: "DROP TABLE former; DROP TABLE expectation_key; DROP TABLE wait; \(indices)")
    }
}
