import Letters

/// What a message must say of the patient, so that the practice finds the right one: as ITK3 demands it (requirements
/// PDS-02 and DEM-02), and no less in other formats.
enum Demographics {
    static func check(_ patient: Patient) throws(Refusal) {
        guard patient.nhsNumber != nil else { throw .nhsNumberMissing }
        guard patient.nhsNumberStatus != .presentAndVerified else { return }
        guard !patient.given.isEmpty, patient.gender != .unknown, let address = patient.address,
            address.line.contains(where: { !$0.isEmpty }), !(address.postcode ?? "").isEmpty
        else { throw .demographicsIncomplete }
    }
}
