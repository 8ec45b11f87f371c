import FHIR
import Letters

/// Which care setting a letter comes from, as a concept of SNOMED CT.
enum CareSettings {
    /// What the source says goes first; else the treatment function's; nil when neither is in our table.
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
