import Foundation

/// Rules of a practice for an ITK 2.x distribution envelope with a non-coded CDA document
/// (distributionEnvelope-v2-0.xsd, POCD_MT000026GB01.xsd).
enum EnvelopeRules {
    struct Rule: Sendable {
        let sentence: String
        let holds: @Sendable (XMLNode, _ ods: String) -> Bool
    }

    static func facts(_ envelope: XMLNode) -> LetterFacts {
        let document = envelope.first("payloads", "payload", "ClinicalDocument")
        let role = document?.first("recordTarget", "patientRole")
        return LetterFacts(
            messageID: envelope.first("header")?.attributes["trackingid"],
            documentID: document?.first("id")?.attributes["root"],
            compositionID: document?.first("id")?.attributes["root"],
            replaces: document?.first("relatedDocument", "parentDocument", "id")?.attributes["root"],
            given: role?.first("patient", "name")?.all("given").map(\.text) ?? [],
            nhsNumber: role?.first("id")?.attributes["extension"])
    }

    static func firstBroken(_ envelope: XMLNode, ods: String) -> Finding? {
        table.first { !$0.holds(envelope, ods) }.map { Finding(code: .payload, sentence: $0.sentence) }
    }

    private static let itk = "urn:nhs-itk:ns:201005"
    private static let hl7 = "urn:hl7-org:v3"

    private static let table: [Rule] = [
        Rule(sentence: "the envelope is of ITK, with header and payloads") { envelope, _ in
            envelope.namespace == itk && envelope.children.map(\.name) == ["header", "payloads"]
        },
        Rule(sentence: "the tracking id is a UUID in capitals") { envelope, _ in
            isCapitalUUID(envelope.first("header")?.attributes["trackingid"] ?? "")
        },
        Rule(sentence: "the service sends CDA documents, and the interaction is that of a non-coded one") {
            envelope, _ in
            let specs = envelope.first("header", "handlingSpecification")?.all("spec") ?? []
            let interaction = specs.first { $0.attributes["key"] == "\(itk):interaction" }?.attributes["value"]
            return envelope.first("header")?.attributes["service"]
                == "urn:nhs-itk:services:201005:SendCDADocument-v2-0"
                && [
                    "urn:nhs-itk:interaction:primaryRecipientNonCodedCDADocument-v2-0",
                    "urn:nhs-itk:interaction:copyRecipientNonCodedCDADocument-v2-0",
                ].contains(interaction)
        },
        Rule(sentence: "this practice is addressed") { envelope, ods in
            (envelope.first("header", "addresslist")?.all("address") ?? [])
                .contains { $0.attributes["uri"] == "urn:nhs-uk:addressing:ods:\(ods)" }
        },
        Rule(sentence: "the manifest counts and names the one payload") { envelope, _ in
            let item = envelope.first("header", "manifest", "manifestitem")
            let payload = envelope.first("payloads", "payload")
            return envelope.first("header", "manifest")?.attributes["count"] == "1"
                && envelope.first("payloads")?.attributes["count"] == "1" && payload != nil
                && item?.attributes["id"] == payload?.attributes["id"]
                && (item?.attributes["id"] ?? "1").first?.isNumber == false
        },
        Rule(sentence: "the payload is a clinical document, told by id, set and version") { envelope, _ in
            guard let document = envelope.first("payloads", "payload", "ClinicalDocument"), document.namespace == hl7
            else { return false }
            return ["id", "setId"].allSatisfy { isCapitalUUID(document.first($0)?.attributes["root"] ?? "") }
                && Int(document.value("versionNumber") ?? "") != nil
                && document.first("code")?.attributes["displayName"] != nil
        },
        Rule(sentence: "the patient has an NHS number, a family name, a sex and a day of birth") { envelope, _ in
            let role = envelope.first("payloads", "payload", "ClinicalDocument")?.first("recordTarget", "patientRole")
            return role?.first("id")?.attributes["root"] == "2.16.840.1.113883.2.1.4.1"
                && Forms.isNHSNumber(role?.first("id")?.attributes["extension"] ?? "")
                && !(role?.first("patient", "name", "family")?.text ?? "").isEmpty
                && role?.value("patient", "birthTime")?.wholeMatch(of: /\d{8}/) != nil
                && ["0", "1", "2", "9"].contains(
                    role?.first("patient", "administrativeGenderCode")?.attributes["code"] ?? "")
        },
        Rule(sentence: "author, custodian and recipients stand there with their organisations") { envelope, _ in
            guard let document = envelope.first("payloads", "payload", "ClinicalDocument") else { return false }
            return ["author", "custodian", "informationRecipient"].allSatisfy { name in
                document.first(name)?.everything.contains {
                    $0.name == "id" && Forms.isODS($0.attributes["extension"] ?? "")
                } ?? false
            }
        },
        Rule(sentence: "the body is a PDF in base64") { envelope, _ in
            let document = envelope.first("payloads", "payload", "ClinicalDocument")
            let text = document?.first("component", "nonXMLBody", "text")
            let file = Data(base64Encoded: (text?.text ?? "").filter { !$0.isWhitespace })
            return text?.attributes["representation"] == "B64" && text?.attributes["mediaType"] == "application/pdf"
                && file.map(MediaType.pdf.fits) ?? false
        },
    ]

    private static func isCapitalUUID(_ text: String) -> Bool {
        text == text.uppercased() && Forms.isUUID(text.lowercased())
    }
}
