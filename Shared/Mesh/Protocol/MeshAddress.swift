/// A MESH address.
public enum MeshAddress {
    /// What may be logged of an address: `GPPROVIDER_…` holds a patient's NHS number, birth date and surname
    /// (endpoint lookup service of NHS England), so all of it but the prefix is left out.
    public static func masked(_ address: String) -> String { isByPatient(address) ? "GPPROVIDER_…" : address }

    /// True for an address that MESH resolves to the practice of a patient.
    public static func isByPatient(_ address: String) -> Bool { address.uppercased().hasPrefix("GPPROVIDER") }
}
