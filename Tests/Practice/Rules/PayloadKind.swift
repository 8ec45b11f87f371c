/// The kind of message that a workflow carries, with the names that identify the kind (ITK-MessageEvent-2; the guides
/// of GP Connect Send Document and of the four letters of Transfer of Care).
struct PayloadKind: Sendable {
    var workflow: String
    var event: String
    /// Names of the allowed message definitions, without their version.
    var definitions: [String]
    var version: String
    /// The profile of the Composition.
    var composition: String
    /// The SNOMED CT code of the document's type; nil if the profile allows any.
    var type: String?
    /// The letter's column in the table of sections; nil for Send Document, whose letter is an attachment.
    var sections: SectionRow.Letter?

    /// The supplier assessment list uses the second of these definitions.
    static let sendDocument = PayloadKind(
        workflow: "GPCONNECT_SEND_DOCUMENT", event: "ITK007C",
        definitions: [
            "ITK-GPConnectSendDocument-MessageDefinition", "ITK-GPConnectSendDocument-MessageDefinition-Instance",
        ], version: "1", composition: Address.careConnect + "StructureDefinition/CareConnect-Composition-1")

    static let all: [PayloadKind] = [
        sendDocument,
        letter("IP_DISCH", "ITK003D", "ITK-eDischarge", "EDIS", "373942005", .inpatient),
        letter("MH_DISCH", "ITK004D", "ITK-MH-eDischarge", "MH", "373942005", .mental),
        letter("EC_DISCH", "ITK005D", "ITK-EC-eDischarge", "ECD", "373942005", .emergency),
        letter("OP_ATTEN", "ITK006D", "ITK-OPL", "OPL", "823681000000100", .outpatient),
    ]

    private static func letter(
        _ workflow: String, _ event: String, _ definition: String, _ profile: String, _ type: String,
        _ sections: SectionRow.Letter
    ) -> PayloadKind {
        PayloadKind(
            workflow: "TOC_FHIR_" + workflow, event: event, definitions: [definition + "-MessageDefinition"],
            version: "4", composition: Address.nhs + "StructureDefinition/CareConnect-ITK-\(profile)-Composition-1",
            type: type, sections: sections)
    }
}
