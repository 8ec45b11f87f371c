import Letters

/// What a message must say of the patient, so that the practice finds the right one: as ITK3 demands it (requirements
/// PDS-02 and DEM-02), and no less in other formats.
enum Demographics {
    /// The trace found nobody, several people or somebody else, or the source says that there is no number: it must not be
    /// sent until that is resolved (PDS-05 to -07).
    private static let unresolved: Set<NHSNumberStatus> = [
        .noOrMultipleMatch, .needsResolving, .notPresentNotRequired,
    ]

    static func check(_ patient: Patient) throws(Refusal) {
        guard patient.nhsNumber != nil else { throw .nhsNumberMissing }
        guard !unresolved.contains(patient.nhsNumberStatus) else { throw .nhsNumberUnresolved }
        guard patient.nhsNumberStatus != .presentAndVerified else { return }
        guard !patient.given.isEmpty, patient.gender != .unknown, let address = patient.address,
            address.line.contains(where: { !$0.isEmpty }), !(address.postcode ?? "").isEmpty
        else { throw .demographicsIncomplete }
    }
}
