import FHIR
public import Letters

extension CodedEntries {
    /// The coded lists with their headings; empty lists are left out.
    public var byHeading: [(heading: SectionHeading, entries: [CodedEntry])] {
        [
            (.allergies, allergies), (.diagnoses, diagnoses), (.medications, medications), (.procedures, procedures),
        ].filter { !$0.1.isEmpty }
    }

    /// True if one entry says that no allergy is known (SNOMED CT 716186003) and there are others.
    var contradictsItself: Bool {
        allergies.count > 1 && allergies.contains { $0.coding?.system == FHIR.snomed && $0.code == "716186003" }
    }
}
