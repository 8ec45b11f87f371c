import Foundation

/// Functions for MESH addresses.
public enum MeshAddress {
    /// Masks a patient's data in text from outside, so that the text may be logged. An address by patient,
    /// `GPPROVIDER_…`, contains the NHS number, birth date and surname (endpoint lookup service of NHS England); only
    /// the prefix is kept.
    ///
    /// The text is cut off after the prefix, because a surname may contain spaces, apostrophes and hyphens, so its end
    /// cannot be found.
    public static func masked(_ text: String) -> String {
        guard let prefix = text.range(of: "GPPROVIDER", options: .caseInsensitive),
            text[prefix.upperBound...].contains(where: \.isNumber)
        else { return text }
        return text[..<prefix.lowerBound] + "GPPROVIDER_…"
    }

    /// True for an address that MESH resolves to the patient's practice.
    public static func isByPatient(_ address: String) -> Bool { address.uppercased().hasPrefix("GPPROVIDER") }
}
