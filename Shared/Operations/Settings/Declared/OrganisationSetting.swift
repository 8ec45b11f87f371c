public import Letters

/// The settings that describe the hospital.
public enum OrganisationSetting {
    public static let ods = Setting<ODSCode>(
        required: "ORGANISATION_ODS", "The hospital as the NHS knows it.", .ods("the trust's own ODS code"),
        of: [.extraction, .conversion])
    public static let title = Setting<String?>(
        optional: "ORGANISATION_NAME", "How letters name the hospital.", .text("a name"),
        absent: "the ODS code", of: [.conversion])
    public static let contact = Setting<String?>(
        optional: "ORGANISATION_CONTACT", "How a practice reaches the hospital about a letter.",
        .text("a telephone number or an e-mail address"), of: [.conversion])

    static let all = [ods.declaration, title.declaration, contact.declaration]
}
