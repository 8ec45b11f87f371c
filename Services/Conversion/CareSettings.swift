import FHIR
import Letters

/// Finds a letter's care setting, as a SNOMED CT concept.
enum CareSettings {
    /// Returns the source's own care setting if it is in our table, else that of the treatment function; nil when
    /// neither is in the table.
    static func coding(for encounter: Encounter?) -> Coding? {
        encounter?.careSetting.flatMap(coding(concept:)) ?? encounter?.specialty.flatMap(coding(function:))
    }

    /// The care setting of a treatment function code.
    static func coding(function: String) -> Coding? { concepts[function].flatMap(coding(concept:)) }

    private static func coding(concept: String) -> Coding? {
        terms[concept].map { Coding(system: FHIR.snomed, code: concept, display: $0) }
    }

    private static let rows = CareSettingTable.sameName + CareSettingTable.sameWords
    private static let concepts = Dictionary(uniqueKeysWithValues: rows.map { ($0.function, $0.concept) })
    private static let terms = Dictionary(
        (rows.map { ($0.concept, $0.term) } + CareSettingTable.others.map { ($0.concept, $0.term) }),
        uniquingKeysWith: { first, _ in first })
}
