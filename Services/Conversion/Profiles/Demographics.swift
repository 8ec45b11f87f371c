import Letters

/// The patient data that a message needs, so that the practice finds the right patient: ITK3's requirements PDS-02 and
/// DEM-02, applied to every format.
enum Demographics {
    /// Statuses that forbid sending until they are resolved (PDS-05 to -07): the PDS trace found no match, several
    /// matches or another person, or the source says that there is no number.
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
