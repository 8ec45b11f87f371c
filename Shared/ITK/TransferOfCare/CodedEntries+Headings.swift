import FHIR
public import Letters

extension CodedEntries {
    /// The coded lists, under the headings where they belong; none without entries.
    public var byHeading: [(heading: SectionHeading, entries: [CodedEntry])] {
        [
            (.allergies, allergies), (.diagnoses, diagnoses), (.medications, medications), (.procedures, procedures),
        ].filter { !$0.1.isEmpty }
    }

    /// It says that no allergy is known (SNOMED CT 716186003), and names one.
    var contradictsItself: Bool {
        allergies.count > 1 && allergies.contains { $0.coding?.system == FHIR.snomed && $0.code == "716186003" }
    }
}
