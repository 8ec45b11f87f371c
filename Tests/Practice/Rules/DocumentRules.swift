/// Rules for the document: its bundle, the Composition and the people in it (ITK-Document-Bundle-1, CareConnect
/// profiles).
enum DocumentRules {
    static let table: [Rule] = [
        payload("the payload is a document bundle that claims its profile") { subject in
            guard let document = subject.message.document else { return false }
            return document.value("type") == "document"
                && document.claims(profile: Address.nhs + "StructureDefinition/ITK-Document-Bundle-1")
        },
        payload("the document bundle has an identifier and the time of its creation") { subject in
            !(subject.message.documentID ?? "").isEmpty
                && Forms.isInstant(subject.message.document?.value("meta", "lastUpdated") ?? "")
        },
        payload("the document bundle has no total, link or signature") { subject in
            !["total", "link", "signature"].contains { subject.message.document?.has($0) ?? true }
        },
        payload("the Composition comes first, and there is one") { subject in
            subject.message.composition != nil
                && subject.message.inner.count { $0.resource.name == "Composition" } == 1
        },
        payload("every address in the document is urn:uuid: and the id of its resource, and stands once") { subject in
            let urls = subject.message.inner.map(\.fullURL)
            return Set(urls).count == urls.count
                && subject.message.inner.allSatisfy { $0.fullURL == "urn:uuid:" + $0.id && Forms.isUUID($0.id) }
        },
        payload("every reference resolves inside the document") { subject in
            let urls = Set(subject.message.inner.map(\.fullURL))
            return subject.message.inner.map(\.resource).allSatisfy { resource in
                let own = Set(resource.all("contained").compactMap { $0.children.first?.value("id") }.map { "#" + $0 })
                return resource.references.allSatisfy { urls.contains($0) || own.contains($0) }
            }
        },
        payload("everything in the document can be reached from the Composition") { subject in
            ITKMessage.reached(in: subject.message.inner) == Set(subject.message.inner.map(\.fullURL))
        },

        payload("the Composition claims the profile of what the workflow carries") { subject in
            subject.message.composition?.claims(profile: subject.payload.composition) ?? false
        },
        composition("has one care setting, coded in SNOMED CT") { node in
            let found = node.extensions(Address.careSetting)
            guard found.count == 1, let coding = found[0].first("valueCodeableConcept", "coding") else { return false }
            return coding.isFullCoding && coding.value("system") == Address.snomed
        },
        composition("has an identifier with its system") { node in
            !(node.value("identifier", "system") ?? "").isEmpty && !(node.value("identifier", "value") ?? "").isEmpty
        },
        composition("is final") { $0.value("status") == "final" },
        composition("has a type, coded in SNOMED CT") { node in
            guard let coding = node.first("type", "coding") else { return false }
            return coding.isFullCoding && coding.value("system") == Address.snomed
        },
        composition("has a title and the author's time") {
            !($0.value("title") ?? "").isEmpty && Forms.isDateTime($0.value("date") ?? "")
        },
        composition("is not restricted") { node in
            let level = node.value("confidentiality")
            return level == nil || level == "N"
        },
        composition("replaces at most one document, named by its identifier") { node in
            let related = node.all("relatesTo")
            return related.count <= 1
                && related.allSatisfy {
                    $0.value("code") == "replaces" && !($0.value("targetIdentifier", "value") ?? "").isEmpty
                }
        },
        Rule(.payload, "the Composition's subject is a Patient, its author a person, its custodian an organisation") {
            subject in
            guard let node = subject.message.composition else { return false }
            func kind(_ name: String) -> String? {
                let reference = node.value(name, "reference")
                return subject.message.inner.first { $0.fullURL == reference }?.resource.name
            }
            return kind("subject") == "Patient" && kind("custodian") == "Organization"
                && ["Practitioner", "Device", "Organization"].contains(kind("author") ?? "")
        },
        Rule(.payload, "the custodian has an ODS code and a name") { subject in
            let reference = subject.message.composition?.value("custodian", "reference")
            let node = subject.message.inner.first { $0.fullURL == reference }?.resource
            let code = node?.all("identifier").first { $0.value("system") == Address.organisation }?.value("value")
            return Forms.isODS(code ?? "") && !(node?.value("name") ?? "").isEmpty
        },

        patient("is one, and claims the CareConnect profile") {
            $0.claims(profile: Address.careConnect + "StructureDefinition/CareConnect-Patient-1")
        },
        patient("has exactly one name, official, with a family name") { node in
            node.all("name").count == 1 && node.value("name", "use") == "official"
                && !(node.value("name", "family") ?? "").isEmpty
        },
        patient("has at most one NHS number, and its check digit is right") { node in
            let numbers = numbers(of: node)
            return numbers.count <= 1 && numbers.allSatisfy { Forms.isNHSNumber($0.value("value") ?? "") }
        },
        patient("says how far the NHS number was traced, by a code from 01 to 08") { node in
            numbers(of: node).allSatisfy { number in
                let found = number.extensions(Address.verification)
                guard found.count == 1, let coding = found[0].first("valueCodeableConcept", "coding") else {
                    return false
                }
                return coding.value("system") == Address.verificationCodes && !(coding.value("display") ?? "").isEmpty
                    && (1...8).contains(Int(coding.value("code") ?? "") ?? 0) && coding.value("code")?.count == 2
            }
        },
        patient("without a verified NHS number has given name, gender, birth date, address and postcode") { node in
            let status = numbers(of: node).first?.extensions(Address.verification).first?
                .value("valueCodeableConcept", "coding", "code")
            return status == "01"
                || (!(node.value("name", "given") ?? "").isEmpty && node.has("gender") && node.has("birthDate")
                    && node.first("address", "line") != nil && node.first("address", "postalCode") != nil)
        },
        patient("has a birth date in its form") { $0.value("birthDate").map(Forms.isDate) ?? true },
        patient("has no animal, and other identifiers have their system") { node in
            !node.has("animal") && node.all("identifier").allSatisfy { !($0.value("system") ?? "").isEmpty }
        },
    ]

    private static func payload(_ sentence: String, _ holds: @escaping @Sendable (Rule.Subject) -> Bool) -> Rule {
        Rule(.payload, sentence, holds)
    }

    private static func composition(_ sentence: String, _ holds: @escaping @Sendable (XMLNode) -> Bool) -> Rule {
        Rule(.payload, "the Composition " + sentence) { $0.message.composition.map(holds) ?? false }
    }

    private static func patient(_ sentence: String, _ holds: @escaping @Sendable (XMLNode) -> Bool) -> Rule {
        Rule(.payload, "the patient " + sentence) { subject in
            let patients = subject.message.inner.filter { $0.resource.name == "Patient" }
            return patients.count == 1 && holds(patients[0].resource)
        }
    }

    private static func numbers(of patient: XMLNode) -> [XMLNode] {
        patient.all("identifier").filter { $0.value("system") == Address.nhsNumber }
    }
}
