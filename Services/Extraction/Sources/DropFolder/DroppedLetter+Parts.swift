import Foundation
import Letters
import Messages
import Renditions

/// Reads the nested objects of a letter's JSON.
extension DroppedLetter {
    static func clinician(_ field: String, _ fields: inout DroppedFields, required: Bool) -> Clinician? {
        guard required || fields.has(field) else { return nil }
        guard var inner = fields.nested(field, ["name", "role", "gmcNumber"]) else { return nil }
        let name = inner.text("name")
        let clinician = name.map {
            Clinician(name: $0, role: inner.optionalText("role"), gmcNumber: inner.optionalText("gmcNumber"))
        }
        fields.add(inner.faults)
        return clinician
    }

    static func patient(_ fields: inout DroppedFields, now: Date) -> Patient? {
        let known: Set = [
            "nhsNumber", "nhsNumberStatus", "family", "given", "birthDate", "gender", "address", "localId",
        ]
        guard var inner = fields.nested("patient", known) else { return nil }
        var number: NHSNumber?
        if inner.has("nhsNumber") {
            let text = inner.optionalText("nhsNumber")
            number = text.flatMap { NHSNumber($0) }
            if text != nil, number == nil {
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
        if inner.has("address"), var place = inner.nested("address", ["line", "postcode"]) {
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

    static func recipients(_ fields: inout DroppedFields) -> [Recipient] {
        var recipients: [Recipient] = []
        for var entry in fields.list("recipients", ["ods", "role"]) {
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
        if recipients.isEmpty
            && fields.faults.allSatisfy({ !$0.code.hasPrefix("recipient") && $0.code != "field-twice" })
        {
            fields.fault("recipients-missing", "recipients names nobody: the letter would reach no one")
        }
        return recipients
    }

    static func encounter(_ fields: inout DroppedFields) -> Encounter? {
        let known: Set = ["specialty", "careSetting", "admittedAt", "dischargedAt", "attendedAt", "ward"]
        guard fields.has("encounter"), var inner = fields.nested("encounter", known) else { return nil }
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

    static func coded(_ fields: inout DroppedFields) -> CodedEntries {
        let known: Set = ["allergies", "medications", "diagnoses", "procedures"]
        guard fields.has("coded"), var inner = fields.nested("coded", known) else { return CodedEntries() }
        func entries(_ field: String) -> [CodedEntry] {
            inner.list(field, ["display", "system", "code"]).compactMap { entry in
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

    static func file(_ inner: DroppedFields, _ fields: inout DroppedFields) -> File? {
        var inner = inner
        let name = inner.text("file")
        let mediaType = inner.text("mediaType")
        let type = mediaType.flatMap { DocumentType(mediaType: $0) }
        if let name, !isPlainName(name) {
            inner.fault(
                "document-name-invalid",
                "a document's file must be a plain name in the same folder, and no .json, taken or rejected")
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
