/// Rules for a Transfer of Care message, in addition to those for every ITK3 document (the four Composition profiles,
/// and the guides).
enum TransferOfCareRules {
    static let table: [Rule] = [
        payload("the Composition has no confidentiality, attester or event, and its type is the letter's") { subject in
            guard let node = subject.message.composition else { return false }
            return !["confidentiality", "attester", "event"].contains(where: node.has)
                && node.value("type", "coding", "code") == subject.payload.type
        },
        payload("every section is one that this letter may have, and stands once") { subject in
            let codes = sections(subject).map { $0.value("code", "coding", "code") ?? "" }
            return Set(codes).count == codes.count && codes.allSatisfy { row($0, subject) != nil }
        },
        payload("a section's title and code are written as the profile fixes them") { subject in
            sections(subject).allSatisfy { section in
                guard let coding = section.first("code", "coding"), let row = row(coding.value("code") ?? "", subject)
                else { return false }
                return section.value("title") == row.title && coding.value("display") == row.words
                    && coding.value("system") == Address.snomed
            }
        },
        payload("no section is missing that this letter must have") { subject in
            let there = Set(sections(subject).compactMap { $0.value("code", "coding", "code") })
            return SectionRow.all.allSatisfy { use($0, subject) != .mandatory || there.contains($0.code) }
        },
        payload("every section says in XHTML what it holds, without images") { subject in
            sections(subject).allSatisfy { section in
                guard let text = section.first("text", "div"), !(section.value("text", "status") ?? "").isEmpty else {
                    return false
                }
                return text.everything.allSatisfy { $0.namespace == Address.xhtml && $0.name != "img" }
                    && !text.words.allSatisfy(\.isWhitespace)
            }
        },
        payload("a section has no empty reason, mode, order or sections of its own") { subject in
            sections(subject).allSatisfy { !["emptyReason", "mode", "orderedBy", "section"].contains(where: $0.has) }
        },
        payload("patient, practice, admission and discharge lead to a resource") { subject in
            sections(subject).allSatisfy { section in
                !(row(section.value("code", "coding", "code") ?? "", subject)?.needsEntry ?? true)
                    || section.first("entry", "reference") != nil
            }
        },
        payload("the demographics' text says name, birth date and NHS number") { subject in
            guard let patient = subject.message.patient,
                let text = sections(subject).first(where: { $0.value("title") == "Patient demographics" })?.words
            else { return false }
            let digits = text.filter(\.isNumber)
            return text.contains(patient.value("name", "family") ?? "\n")
                && text.contains(patient.value("birthDate")?.prefix(4) ?? "\n")
                && (subject.message.nhsNumber.map(digits.contains) ?? true)
        },
        payload("the practice's code does not stand in the text") { subject in
            let codes = resources("Organization", subject).flatMap { $0.all("identifier") }
                .filter { $0.value("system") == Address.organisation }.compactMap { $0.value("value") }
            return sections(subject).filter { $0.value("title") == "GP practice" }
                .allSatisfy { section in !codes.contains { section.words.contains($0) } }
        },
        payload("a list is current, a snapshot and not empty") { subject in
            resources("List", subject).allSatisfy {
                $0.value("status") == "current" && $0.value("mode") == "snapshot" && $0.has("entry")
                    && !$0.has("emptyReason") && !$0.all("entry").contains { $0.has("flag") }
            }
        },
        payload("an allergy is never refuted, and has the day on which it was stated") { subject in
            resources("AllergyIntolerance", subject).allSatisfy {
                ["unconfirmed", "confirmed"].contains($0.value("verificationStatus") ?? "") && $0.has("assertedDate")
            }
        },
        payload("whether a medicine is really taken is not known") { subject in
            resources("MedicationStatement", subject).allSatisfy {
                ["unk", "na"].contains($0.value("taken") ?? "") && !$0.has("reasonNotTaken")
            }
        },
        payload("what is coded has system, code and words") { subject in
            ["AllergyIntolerance", "Condition", "Procedure", "Medication", "List"]
                .flatMap { resources($0, subject) }.allSatisfy { $0.first("code", "coding")?.isFullCoding ?? false }
        },
        payload("an encounter has a status, and a class with system, code and words") { subject in
            resources("Encounter", subject).allSatisfy { node in
                node.has("status") && (node.first("class")?.isFullCoding ?? true)
                    && !["appointment", "episodeOfCare", "account"].contains(where: node.has)
            }
        },
        Rule(.attachmentType, "an attachment of a Transfer of Care is a PDF") { subject in
            AttachmentRules.binaries(subject.message).allSatisfy { $0.value("contentType") == "application/pdf" }
        },
    ]

    private static func payload(_ sentence: String, _ holds: @escaping @Sendable (Rule.Subject) -> Bool) -> Rule {
        Rule(.payload, sentence, holds)
    }

    private static func sections(_ subject: Rule.Subject) -> [XMLNode] {
        subject.message.composition?.all("section") ?? []
    }

    private static func use(_ row: SectionRow, _ subject: Rule.Subject) -> SectionRow.Use {
        subject.payload.sections.map { row.use(in: $0) } ?? .absent
    }

    private static func row(_ code: String, _ subject: Rule.Subject) -> SectionRow? {
        SectionRow.all.first { $0.code == code && use($0, subject) != .absent }
    }

    private static func resources(_ name: String, _ subject: Rule.Subject) -> [XMLNode] {
        subject.message.inner.map(\.resource).filter { $0.name == name }
    }
}
