import Foundation

/// A valid Send Document message, written by these tests alone, with what they vary.
struct LetterFixture {
    var messageID = UUID()
    var documentID = UUID()
    var compositionID = UUID()
    var replaces: UUID?
    var nhsNumber = "9990000018"
    var given = "Ann"
    var from = "X26HOSP1"
    var mediaType = "application/pdf"
    var content = Data("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".utf8)

    private let ids = (0..<8).map { _ in UUID().uuidString.lowercased() }

    private func id(_ uuid: UUID) -> String { uuid.uuidString.lowercased() }

    var data: Data { Data(text.utf8) }

    /// The message with one place of it changed.
    func changed(_ old: String, to new: String) -> Data { Data(text.replacing(old, with: new).utf8) }

    var text: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Bundle xmlns="http://hl7.org/fhir">
        <id value="\(ids[0])"/>
        <meta><profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundle-1"/></meta>
        <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="\(id(messageID))"/></identifier>
        <type value="message"/>
        \(entry(id(messageID), header))
        \(entry(ids[1], sender))
        \(entry(ids[2], document))
        </Bundle>
        """
    }

    private func entry(_ id: String, _ resource: String) -> String {
        "<entry><fullUrl value=\"urn:uuid:\(id)\"/><resource>\(resource)</resource></entry>"
    }

    private var header: String {
        """
        <MessageHeader><id value="\(id(messageID))"/>
        <meta><profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2"/></meta>
        <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2">
        <extension url="BusAckRequested"><valueBoolean value="true"/></extension>
        <extension url="InfAckRequested"><valueBoolean value="true"/></extension>
        <extension url="RecipientType"><valueCoding>
        <system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1"/>
        <code value="FA"/><display value="For Action"/></valueCoding></extension>
        <extension url="MessageDefinition"><valueReference>
        <reference value="https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1"/>
        </valueReference></extension>
        <extension url="SenderReference"><valueString value="activity-1"/></extension>
        <extension url="LocalExtension"><valueString value="None"/></extension>
        </extension>
        <event><system value="https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2"/><code value="ITK007C"/>
        <display value="ITK GP Connect Send Document"/></event>
        <sender><reference value="urn:uuid:\(ids[1])"/></sender>
        <timestamp value="2026-11-22T16:05:00+00:00"/>
        <source><endpoint value="\(from)"/></source>
        <focus><reference value="urn:uuid:\(ids[2])"/></focus>
        </MessageHeader>
        """
    }

    private var sender: String {
        """
        <Organization><id value="\(ids[1])"/><meta>
        <profile value="https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Organization-1"/></meta>
        <identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="X26"/></identifier>
        </Organization>
        """
    }

    private var document: String {
        """
        <Bundle><id value="\(ids[2])"/>
        <meta><lastUpdated value="2026-11-22T16:05:00Z"/>
        <profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Document-Bundle-1"/></meta>
        <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="\(id(documentID))"/></identifier>
        <type value="document"/>
        \(entry(ids[3], composition))
        \(entry(ids[4], patient))
        \(entry(ids[5], practitioner))
        \(entry(ids[6], organization))
        \(entry(ids[7], binary))
        </Bundle>
        """
    }

    private var composition: String {
        let old = replaces.map {
            """
            <relatesTo><code value="replaces"/><targetIdentifier><system value="https://tools.ietf.org/html/rfc4122"/>
            <value value="\(id($0))"/></targetIdentifier></relatesTo>
            """
        }
        return """
            <Composition><id value="\(ids[3])"/>
            <meta><profile value="https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Composition-1"/></meta>
            <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Clinic letter</p></div></text>
            <extension url="https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1">
            <valueCodeableConcept><coding><system value="http://snomed.info/sct"/><code value="893061000000109"/>
            <display value="Cardiology service"/></coding></valueCodeableConcept></extension>
            <identifier><system value="https://tools.ietf.org/html/rfc4122"/><value value="\(id(compositionID))"/>
            </identifier>
            <status value="final"/>
            <type><coding><system value="http://snomed.info/sct"/><code value="823681000000100"/>
            <display value="Outpatient letter"/></coding></type>
            <subject><reference value="urn:uuid:\(ids[4])"/></subject>
            <date value="2026-11-22T15:40:00+00:00"/>
            <author><reference value="urn:uuid:\(ids[5])"/></author>
            <title value="Cardiology Service Outpatient Letter"/>
            <custodian><reference value="urn:uuid:\(ids[6])"/></custodian>
            \(old ?? "")
            <section><title value="Letter"/>
            <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Attached.</p></div></text>
            <entry><reference value="urn:uuid:\(ids[7])"/></entry></section>
            </Composition>
            """
    }

    private var patient: String {
        let status = "Extension-CareConnect-NHSNumberVerificationStatus-1"
        return """
            <Patient><id value="\(ids[4])"/>
            <meta><profile value="https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1"/></meta>
            <identifier><extension url="https://fhir.hl7.org.uk/STU3/StructureDefinition/\(status)">
            <valueCodeableConcept><coding>
            <system value="https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"/>
            <code value="01"/><display value="Number present and verified"/></coding></valueCodeableConcept></extension>
            <system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="\(nhsNumber)"/></identifier>
            <name><use value="official"/><family value="TEST"/><given value="\(given)"/></name>
            <gender value="female"/><birthDate value="2015-03-04"/>
            </Patient>
            """
    }

    private var practitioner: String {
        """
        <Practitioner><id value="\(ids[5])"/>
        <meta><profile value="https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Practitioner-1"/></meta>
        <name><family value="Example"/></name></Practitioner>
        """
    }

    private var organization: String {
        """
        <Organization><id value="\(ids[6])"/>
        <meta><profile value="https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1"/></meta>
        <identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="X26"/></identifier>
        <name value="Example Trust"/></Organization>
        """
    }

    private var binary: String {
        """
        <Binary><id value="\(ids[7])"/>
        <meta><profile value="https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Attachment-Binary-1"/></meta>
        <contentType value="\(mediaType)"/><content value="\(content.base64EncodedString())"/></Binary>
        """
    }
}
