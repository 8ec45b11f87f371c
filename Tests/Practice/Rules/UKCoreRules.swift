import Foundation

/// Rules of a practice for a FHIR R4 message with UK Core profiles.
enum UKCoreRules {
    struct Subject {
        var bundle: XMLNode
        /// The bundle that the MessageHeader's focus refers to.
        var document: XMLNode
        var entries: [ITKMessage.Entry]
        var ods: String

        /// Returns nil unless the bundle is a message whose focus is a bundle.
        init?(_ bundle: XMLNode, ods: String) {
            let outer = Self.entries(of: bundle)
            guard bundle.namespace == Address.fhir, let header = outer.first?.resource, header.name == "MessageHeader",
                let focus = header.value("focus", "reference"),
                let document = outer.first(where: { $0.fullURL == focus && $0.resource.name == "Bundle" })?.resource
            else { return nil }
            self.bundle = bundle
            self.document = document
            self.ods = ods
            entries = Self.entries(of: document)
        }

        private static func entries(of bundle: XMLNode) -> [ITKMessage.Entry] {
            bundle.all("entry").compactMap { entry in
                entry.first("resource")?.children.first.map {
                    .init(fullURL: entry.value("fullUrl") ?? "", resource: $0)
                }
            }
        }

        var header: XMLNode? { bundle.first("entry", "resource", "MessageHeader") }
        var composition: XMLNode? { entries.first.flatMap { $0.resource.name == "Composition" ? $0.resource : nil } }
        func resources(_ name: String) -> [XMLNode] { entries.map(\.resource).filter { $0.name == name } }
    }

    static func facts(_ subject: Subject) -> LetterFacts {
        let patient = subject.resources("Patient").first
        return LetterFacts(
            messageID: subject.header?.value("id"), documentID: subject.document.value("identifier", "value"),
            compositionID: subject.composition?.value("identifier", "value"),
            replaces: subject.composition?.value("relatesTo", "targetIdentifier", "value"),
            given: patient?.first("name")?.all("given").compactMap { $0.attributes["value"] } ?? [],
            nhsNumber: patient?.value("identifier", "value"))
    }

    static func firstBroken(_ subject: Subject) -> Finding? {
        table.first { !$0.1(subject) }.map { Finding(code: .payload, sentence: $0.0) }
    }

    private static let table: [(String, @Sendable (Subject) -> Bool)] = [
        (
            "the bundles are a message and a document, with identifier and time",
            { subject in
                [(subject.bundle, "message"), (subject.document, "document")].allSatisfy { bundle, type in
                    bundle.value("type") == type && bundle.value("identifier", "value") != nil
                        && Forms.isInstant(bundle.value("timestamp") ?? "")
                }
            }
        ),
        (
            "the event is that of a document, and this practice its destination",
            { subject in
                subject.header?.value("eventCoding", "code") == "document"
                    && subject.header?.value("destination", "receiver", "identifier", "value") == subject.ods
                    && !(subject.header?.value("source", "endpoint") ?? "").isEmpty
            }
        ),
        (
            "every resource but files claims UK Core's profile",
            { subject in
                (subject.entries.map(\.resource) + [subject.bundle, subject.document]).allSatisfy {
                    $0.name == "Binary"
                        || $0.claims(profile: "https://fhir.hl7.org.uk/StructureDefinition/UKCore-\($0.name)")
                }
            }
        ),
        (
            "every reference resolves inside the document, and everything can be reached",
            { subject in
                let urls = Set(subject.entries.map(\.fullURL))
                return subject.entries.flatMap { $0.resource.references }.allSatisfy(urls.contains)
                    && ITKMessage.reached(in: subject.entries) == urls
            }
        ),
        (
            "the Composition is final, of a type in SNOMED CT, and every section says something",
            { subject in
                guard let node = subject.composition else { return false }
                return node.value("status") == "final" && node.value("type", "coding", "system") == Address.snomed
                    && !node.all("section").isEmpty
                    && node.all("section").allSatisfy {
                        !($0.value("title") ?? "").isEmpty
                            && !($0.first("text", "div")?.words ?? "").allSatisfy(\.isWhitespace)
                    }
            }
        ),
        (
            "one patient, with an NHS number, a family name and a birth date",
            { subject in
                let patients = subject.resources("Patient")
                return patients.count == 1 && patients[0].value("identifier", "system") == Address.nhsNumber
                    && Forms.isNHSNumber(patients[0].value("identifier", "value") ?? "")
                    && !(patients[0].value("name", "family") ?? "").isEmpty
                    && Forms.isDate(patients[0].value("birthDate") ?? "")
            }
        ),
        (
            "files are PDFs",
            { subject in
                subject.resources("Binary").allSatisfy { node in
                    node.value("contentType") == "application/pdf"
                        && node.value("data").flatMap { Data(base64Encoded: $0) }.map(MediaType.pdf.fits) ?? false
                }
            }
        ),
    ]
}
