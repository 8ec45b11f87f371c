import Documents
import Foundation
import Letters
import Logging
import Messages
import Operations
import Pipeline

@testable import Conversion
@testable import Engines

/// Conversion's handler with a document store in a temporary folder and a practices file, without a broker.
struct Stand {
    static let header = "ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to\n"
    static let rows = """
        Y00001,Testing Practice,EMIS,,send-document,,X26GP001,mesh,,yes,,
        Y00002,Copy Practice,TPP,,send-document,,,mesh,,yes,,
        Y00003,Paper Practice,OTHER,,folder,,,folder,,,,
        Y00004,Waiting Practice,TPP,,send-document,,,mesh,,no,,
        Y00005,Closed Practice,TPP,,,,,mesh,,yes,,2020-01-01
        Y00006,Small Practice,TPP,,send-document,,,mesh,3000,yes,,
        Y00007,Kettering Practice,VISION,,kettering,,,mesh,,,,
        Y00008,Small Folder,OTHER,,folder,,,folder,10,,,
        Y00009,Coming Practice,TPP,,,,,mesh,,yes,2090-01-01,
        Y00010,Structured Practice,EMIS,,toc,,X26GP010,mesh,,,,
        Y00011,Emis Practice,EMIS,,kettering,LOCAL_LETTERS,X26GP011,mesh,,,,
        Y00012,Tpp Practice,TPP,,kettering,LOCAL_LETTERS,X26GP012,mesh,,,,
        Y00013,Vision Practice,VISION,,kettering,LOCAL_LETTERS,X26GP013,mesh,,,,
        Y00014,Docman Practice,OTHER,,kettering,LOCAL_LETTERS,X26GP014,mesh,,,,
        Y00015,Text Practice,EMIS,,kettering,LOCAL_LETTERS,X26GP015,mesh,,,,
        Y00016,Open Practice,EMIS,,,,X26GP016,mesh,,yes,,
        Y00017,Partner,OTHER,,itk2,LOCAL_LETTERS,X26GP017,mesh,,,,
        Y00018,Future Practice,OTHER,,ukcore,LOCAL_LETTERS,X26GP018,mesh,,,,

        """

    let folder: URL
    let store: DocumentStore
    let conversion: ConversionHandler

    /// - Parameters:
    ///   - table: The table of formats as JSON; nil is the standard table.
    ///   - more: Further rows of the practices file.
    ///   - engine: The document engine; by default that of this build.
    init(
        environment: TrustEnvironment = .test, table json: String? = nil, rows more: String = "", engine: URL? = nil
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "conversion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The form with one file per object lets a test damage a single object.
        store = try DocumentStore(folder, key: nil, form: .files)
        let table = try json.map { try RoutingTable(json: Data($0.utf8)) } ?? .standard
        let practices = try Practices(csv: Data((Self.header + Self.rows + more).utf8))
        conversion = ConversionHandler(
            store: store,
            trust: Trust(
                ods: try Sample.ods("RXX"), name: "Testing Hospitals", mailbox: "X26HOSP1", contact: "01632 960000"),
            routing: { Routing(practices: practices, table: table, environment: environment) },
            workers: Workers(count: 2 * ConversionHandler.smallAtATime), documents: DocumentEngines(engine))
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Stores the record and returns the event that it was extracted for this recipient.
    func extracted(
        _ record: LetterRecord, for ods: String = "Y00001", role: RecipientRole = .registeredPractice
    ) async throws -> Event {
        let facts = try await facts(record, for: ods, role: role)
        return try event(.letterExtracted, LetterExtracted(facts: facts))
    }

    func facts(_ record: LetterRecord, for ods: String, role: RecipientRole) async throws -> DeliveryFacts {
        let recipient = try Sample.ods(ods)
        let reference = try await store.put(
            try JSONEncoder.meshPost.encode(record), mediaType: "application/json")
        return DeliveryFacts(
            chain: record.chain, letter: record.letter,
            delivery: Identity.delivery(letter: record.letter, recipient: recipient), revision: record.revision,
            source: record.source, kind: record.kind, urgency: record.urgency, recipient: recipient, role: role,
            specialty: record.encounter?.specialty, signedAt: record.signedAt, record: reference,
            replaces: record.replaces)
    }

    func event(_ type: EventType, _ payload: some EventPayload, cause: String = "test") throws -> Event {
        try Event(
            type, payload, about: "delivery", cause: cause, from: .extraction, at: Sample.signedAt,
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    }

    func handle(_ event: Event) async throws -> Event {
        let context = HandlingContext(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let work = try await conversion.handle(event, context).committed()
        guard let outcome = work.outcomes.first, work.outcomes.count == 1 else { throw Missing.oneOutcome }
        return outcome
    }

    /// Converts the record and returns the result. Fails the test if the letter is refused.
    func converted(
        _ record: LetterRecord, for ods: String = "Y00001", role: RecipientRole = .registeredPractice
    ) async throws -> LetterConverted {
        try await handle(extracted(record, for: ods, role: role)).payload(LetterConverted.self)
    }

    func message(_ converted: LetterConverted) async throws -> Data { try await store.read(converted.message) }

    func envelope(_ converted: LetterConverted) async throws -> MessageEnvelope {
        try JSONDecoder.meshPost.decode(MessageEnvelope.self, from: try await store.read(converted.envelope))
    }

    enum Missing: Error { case oneOutcome }
}
