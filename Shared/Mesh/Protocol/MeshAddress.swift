import Foundation

/// A MESH address.
public enum MeshAddress {
    /// What may be logged of words that somebody else chose: an address by patient, `GPPROVIDER_…`, holds the NHS number,
    /// birth date and surname (endpoint lookup service of NHS England), so all of it but the prefix is left out.
    ///
    /// A surname may have blanks, apostrophes and hyphens, so that its end cannot be told: the text ends there.
    public static func masked(_ text: String) -> String {
        guard let prefix = text.range(of: "GPPROVIDER", options: .caseInsensitive),
            text[prefix.upperBound...].contains(where: \.isNumber)
        else { return text }
        return text[..<prefix.lowerBound] + "GPPROVIDER_…"
    }

    /// True for an address that MESH resolves to the practice of a patient.
    public static func isByPatient(_ address: String) -> Bool { address.uppercased().hasPrefix("GPPROVIDER") }
}
