import Foundation
import Letters
import Messages
import Renditions

/// A dropped letter's JSON as far as it can be read (deploy/docs/CONTRACT.md, "Drop folder source").
struct DroppedLetter {
    enum Status: String, CaseIterable { case draft, signed, withdrawn }

    struct File: Equatable {
        var name: String
        /// What the source says that it is.
        var type: DocumentType
    }

    /// Everything that stands in the JSON; the documents' references come when they are stored.
    struct Content {
        var kind: LetterKind
        var urgency: Urgency
        var title: String
        var createdAt: Date
        var signedAt: Date
        var signedBy: Clinician
        var author: Clinician?
        var restricted: Bool
        var patient: Patient
        var recipients: [Recipient]
        var encounter: Encounter?
        var sections: [LetterSection]
        var coded: CodedEntries
        var document: File
        var attachments: [File]
        var replaces: String?
    }

    var status: Status
    var documentID: String?
    var revision: Int?
    var kind: LetterKind?
    var signedAt: Date?
    /// Set when a signed letter has no fault.
    var content: Content?
    var faults: [Reason] = []

    /// The files that the JSON names, whether or not the rest of it is right.
    var files: [File] = []

    struct Unreadable: Error {}

    /// - Throws: `Unreadable` when the bytes are no JSON object.
    init(_ json: Data, now: Date) throws {
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else { throw Unreadable() }
        var fields = DroppedFields(object)
        status = fields.word("status", "status-unknown") ?? .signed
        guard status != .draft else { return }
        documentID = fields.text("documentId")
        revision = fields.number("revision")
        if let number = revision, number < 1 {
            fields.fault("revision-invalid", "revision must be 1 or more")
            revision = nil
        }
        if status == .signed { content = Self.content(&fields, now: now, &kind, &signedAt, &files) }
        faults = fields.faults
        if !faults.isEmpty { content = nil }
    }

    private static func content(
        _ fields: inout DroppedFields, now: Date, _ kind: inout LetterKind?, _ signedAt: inout Date?,
        _ files: inout [File]
    ) -> Content? {
        kind = fields.word("kind", "kind-unknown")
        let urgency: Urgency? = fields.word("urgency", "urgency-unknown", default: .routine)
        let title = fields.text("title")
        let created = fields.instant("createdAt")
        signedAt = fields.instant("signedAt")
        // Clocks differ by minutes between systems; a letter signed tomorrow is a fault.
        if let signedAt, signedAt > now + 3600 {
            fields.fault("signed-in-future", "signedAt lies in the future: check the source system's clock")
        }
        let signer = clinician("signedBy", &fields, required: true)
        let author = clinician("author", &fields, required: false)
        let restricted = fields.flag("restricted")
        let patient = patient(&fields, now: now)
        let recipients = recipients(&fields)
        let encounter = encounter(&fields)
        let sections = fields.list("sections").compactMap { section -> LetterSection? in
            var section = section
            let parts = (section.text("heading"), section.text("html"))
            fields.add(section.faults)
            guard let heading = parts.0, let html = parts.1 else { return nil }
            return LetterSection(heading: heading, html: html)
        }
        let coded = coded(&fields)
        let document = fields.nested("document").flatMap { file($0, &fields) }
        let attachments = fields.list("attachments").compactMap { file($0, &fields) }
        files = [document].compactMap { $0 } + attachments
        let replaces = fields.optionalText("replaces")
        if let replaces, replaces == fields.optionalText("documentId") {
            fields.fault(
                "replaces-itself", "replaces names the letter itself: a corrected letter needs a higher revision")
        }
        guard fields.faults.isEmpty, let kind, let urgency, let title, let created, let signedAt, let signer,
            let patient, let document
        else { return nil }
        return Content(
            kind: kind, urgency: urgency, title: title, createdAt: created, signedAt: signedAt, signedBy: signer,
            author: author, restricted: restricted, patient: patient, recipients: recipients, encounter: encounter,
            sections: sections, coded: coded, document: document, attachments: attachments, replaces: replaces)
    }

    private static func clinician(_ field: String, _ fields: inout DroppedFields, required: Bool) -> Clinician? {
        guard required || fields.has(field) else { return nil }
        guard var inner = fields.nested(field) else { return nil }
        let name = inner.text("name")
        let clinician = name.map {
            Clinician(name: $0, role: inner.optionalText("role"), gmcNumber: inner.optionalText("gmcNumber"))
        }
        fields.add(inner.faults)
        return clinician
    }

    private static func patient(_ fields: inout DroppedFields, now: Date) -> Patient? {
        guard var inner = fields.nested("patient") else { return nil }
        var number: NHSNumber?
        if let text = inner.optionalText("nhsNumber") {
            number = NHSNumber(text)
            if number == nil {
                inner.fault(
                    "nhs-number-invalid",
                    "patient.nhsNumber is no NHS number: it needs ten digits and the right check digit (Modulus 11)")
            }
        } else {
            inner.fault(
                "nhs-number-missing", "patient.nhsNumber is missing: trace the patient, then drop the letter again")
        }
        let status: NHSNumberStatus? = inner.word(
            "nhsNumberStatus", "nhs-number-status-unknown", default: .presentNotTraced)
        let family = inner.text("family")
        let given = inner.texts("given")
        let birth = inner.day("birthDate")
        if let birth, birth > String(Instant.text(now).prefix(10)) {
            inner.fault("date-invalid", "patient.birthDate lies in the future")
        }
        let gender: Gender? = inner.word("gender", "gender-unknown", default: .unknown)
        var address: Patient.Address?
        if inner.has("address"), var place = inner.nested("address") {
            address = Patient.Address(line: place.texts("line"), postcode: place.optionalText("postcode"))
            inner.add(place.faults)
        }
        let local = inner.optionalText("localId")
        fields.add(inner.faults)
        guard let status, let family, let birth, let gender else { return nil }
        return Patient(
            nhsNumber: number, nhsNumberStatus: status, family: family, given: given, birthDate: birth, gender: gender,
            address: address, localID: local)
    }

    private static func recipients(_ fields: inout DroppedFields) -> [Recipient] {
        var recipients: [Recipient] = []
        for var entry in fields.list("recipients") {
            let code = entry.text("ods")
            let role: RecipientRole? = entry.word("role", "recipient-role-unknown", default: .registeredPractice)
            let ods = code.flatMap { ODSCode($0) }
            if code != nil && ods == nil {
                entry.fault("recipient-ods-invalid", "a recipient's ods is no ODS code: 3 to 12 letters and digits")
            }
            fields.add(entry.faults)
            guard let ods, let role else { continue }
            if recipients.contains(where: { $0.ods == ods }) {
                fields.fault("recipient-twice", "the recipient \(ods) is named twice")
            }
            recipients.append(Recipient(ods: ods, role: role))
        }
        if recipients.isEmpty && fields.faults.allSatisfy({ !$0.code.hasPrefix("recipient") }) {
            fields.fault("recipients-missing", "recipients names nobody: the letter would reach no one")
        }
        return recipients
    }

    private static func encounter(_ fields: inout DroppedFields) -> Encounter? {
        guard fields.has("encounter"), var inner = fields.nested("encounter") else { return nil }
        let specialty = inner.optionalText("specialty")
        if let specialty, specialty.utf8.count != 3 || !specialty.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            inner.fault("specialty-invalid", "encounter.specialty must be a treatment function code of three digits")
        }
        let encounter = Encounter(
            specialty: specialty, careSetting: inner.optionalText("careSetting"),
            admittedAt: inner.optionalInstant("admittedAt"), dischargedAt: inner.optionalInstant("dischargedAt"),
            attendedAt: inner.optionalInstant("attendedAt"), ward: inner.optionalText("ward"))
        fields.add(inner.faults)
        return encounter
    }

    private static func coded(_ fields: inout DroppedFields) -> CodedEntries {
        guard fields.has("coded"), var inner = fields.nested("coded") else { return CodedEntries() }
        func entries(_ field: String) -> [CodedEntry] {
            inner.list(field).compactMap { entry in
                var entry = entry
                let display = entry.text("display")
                let system = entry.optionalText("system")
                let code = entry.optionalText("code")
                inner.add(entry.faults)
                return display.map { CodedEntry(system: system, code: code, display: $0) }
            }
        }
        let coded = CodedEntries(
            allergies: entries("allergies"), medications: entries("medications"), diagnoses: entries("diagnoses"),
            procedures: entries("procedures"))
        fields.add(inner.faults)
        return coded
    }

    private static func file(_ inner: DroppedFields, _ fields: inout DroppedFields) -> File? {
        var inner = inner
        let name = inner.text("file")
        let mediaType = inner.text("mediaType")
        let type = mediaType.flatMap { DocumentType(mediaType: $0) }
        if let name, name.contains("/") || name.hasPrefix(".") || name.contains("\0") {
            inner.fault("document-name-invalid", "a document's file must be a plain name in the same folder")
        }
        if mediaType != nil, type == nil {
            let known = DocumentType.allCases.map(\.rawValue).joined(separator: ", ")
            inner.fault("media-type-unknown", "a document's mediaType must be one of \(known)")
        }
        fields.add(inner.faults)
        guard inner.faults.isEmpty, let name, let type else { return nil }
        return File(name: name, type: type)
    }
}
