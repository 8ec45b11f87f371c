import Foundation
import Letters
import Renditions

/// The rules that build the letter.
extension Judge {
    /// Builds the letter; nil if a required part is missing, which `faults` then names.
    mutating func letter(_ documentID: String?, _ event: String) -> HL7Letter? {
        let kind = kind()
        let specialty = specialty()
        let title = title(kind)
        let signedAt = signedAt()
        let signer = signer()
        let patient = patient()
        let recipients = recipients()
        let isRestricted = holds(any: feed.restricted, "restricted")
        var notes = copyNotes
        let found = DocumentReader(message, reader, feed)
        faults += found.faults
        notes += found.notes
        step(
            "document", "OBX-5", nil,
            found.faults.isEmpty
                ? found.documents.map(Self.words).joined(separator: ", ")
                : found.faults.map(\.detail).joined(separator: "; "))
        guard let documentID, let kind, let title, let signedAt, let signer, let patient, !recipients.isEmpty else {
            return nil
        }
        let parent = event == "T10" ? replaced(documentID) : nil
        return HL7Letter(
            documentID: documentID, isRevision: feed.repeat == .revision || event == "T08" || event == "T10",
            replaces: parent, kind: kind, title: title, createdAt: createdAt ?? signedAt, signedAt: signedAt,
            signedBy: signer, author: author(besides: signer), isRestricted: isRestricted,
            isDeceased: part("PID", 30, 1)?.uppercased() == "Y" || part("PID", 29, 1) != nil, patient: patient,
            recipients: recipients, encounter: encounter(specialty), documents: found.documents, notes: notes)
    }

    private static func words(_ document: HL7Document) -> String {
        switch document {
        case .bytes(let bytes, let type): "\(type.rawValue), \(bytes.count) bytes"
        case .below: "a file below the feed's pointers"
        }
    }

    /// The document number with its authority, because different authorities use the same numbers.
    mutating func identity() -> String? {
        for path in feed.identity {
            var found: [String] = []
            for value in path.repetitions(in: message) {
                let wanted = path.component == nil ? value : value.component(path.component ?? 1, message.delimiters)
                guard let wanted, let line = try? reader.line(wanted) else { continue }
                let parts = line.split(
                    separator: Character(Unicode.Scalar(message.delimiters.component)),
                    omittingEmptySubsequences: false
                ).map { String($0).trimmingSpace }
                guard let number = parts.first, !number.isEmpty, number != "\"\"" else { continue }
                let last = parts.lastIndex { !$0.isEmpty } ?? 0
                found.append(parts[...last].joined(separator: "^"))
            }
            guard let id = found.first else { continue }
            guard found.uniqued.count == 1, !Self.isForbidden(id) else {
                step("identity", path.description, nil, "two numbers, or one that cannot be", isPersonal: true)
                fault(.identityAmbiguous, "\(path) holds more than one document number, or control characters")
                return nil
            }
            step("identity", path.description, id, "the document's number", isPersonal: true)
            return id
        }
        step("identity", feed.identity.words, nil, "missing")
        fault(.identityMissing, "the document has no number: \(feed.identity.words) is empty")
        return nil
    }

    /// TXA-13 of a replacement, if it names another document.
    private mutating func replaced(_ documentID: String) -> String? {
        guard let value = message.first("TXA")?.repetitions(13).first, let line = try? reader.line(value) else {
            return nil
        }
        let id = String(
            line.reversed().drop { $0 == Character(Unicode.Scalar(message.delimiters.component)) }.reversed())
        step("replaces", "TXA-13", id, "the document that this one takes the place of", isPersonal: true)
        return id.isEmpty || id == documentID ? nil : id
    }

    /// The table's word for the first field that has a value.
    private mutating func word(_ table: Feed.Table, _ rule: String) -> (word: String?, code: String?) {
        guard let (path, values) = first(table.fields), let code = values.first else {
            step(rule, table.fields.words, nil, table.otherwise.map { "missing: \($0)" } ?? "missing")
            return (table.otherwise, nil)
        }
        let word = table.values[code] ?? table.values[code.uppercased()] ?? table.otherwise
        step(rule, path.description, code, word ?? "not in the feed's table")
        return (word, code)
    }

    private mutating func kind() -> LetterKind? {
        let kind = word(feed.kind, "kind").word.flatMap { LetterKind(rawValue: $0) }
        if kind == nil {
            fault(
                .kindUnknown,
                "\(feed.kind.fields.words) is none of the codes in the feed's kind, which has no otherwise")
        }
        return kind
    }

    private mutating func specialty() -> String? {
        let (word, code) = word(feed.specialty, "specialty")
        return word ?? code.flatMap { Feed.isSpecialty($0) ? $0 : nil }
    }

    private mutating func title(_ kind: LetterKind?) -> String? {
        if let (path, values) = first(feed.title), let title = values.first {
            guard !Self.isForbidden(title) else {
                fault(.charactersForbidden, "\(path) holds a control character or a direction mark")
                return nil
            }
            step("title", path.description, title, "", isPersonal: true)
            return title
        }
        let words = kind.map { $0.rawValue.replacing("-", with: " ") }
        step("title", feed.title.words, nil, "missing: that of its kind")
        return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    }

    private var zone: TimeZone { TimeZone(identifier: feed.zone) ?? EnglishTime.calendar.timeZone }

    private mutating func time(_ paths: [FieldPath]) -> (path: FieldPath, date: Date)? {
        for path in paths {
            let zone = zone
            if let date = values(path).lazy.compactMap({ HL7Time.date($0, zone: zone) }).first { return (path, date) }
        }
        return nil
    }

    private mutating func signedAt() -> Date? {
        guard let (path, date) = time(feed.signedAt) else {
            step("signedAt", feed.signedAt.words, nil, "missing")
            fault(.signedAtMissing, "no field of the feed's signedAt has a time to the minute")
            return nil
        }
        step("signedAt", path.description, values(path).first, "\(feed.zone) where no zone is said")
        // Clocks of different systems differ by minutes, so one hour is tolerated.
        if date > now + 3600 {
            fault(.signedInFuture, "\(path) lies in the future: check the source system's clock and the feed's zone")
        }
        return date
    }

    private var createdAt: Date? {
        var copy = self
        return copy.time(["TXA-6", "TXA-4"])?.date
    }

    private mutating func signer() -> Clinician? {
        for path in feed.signedBy {
            guard let value = path.repetitions(in: message).first, let name = try? PersonName(value, reader),
                !Self.isForbidden(name.clinician.name)
            else { continue }
            step("signedBy", path.description, name.clinician.name, "", isPersonal: true)
            return name.clinician
        }
        step("signedBy", feed.signedBy.words, nil, "missing")
        fault(.signerMissing, "nobody is named in \(feed.signedBy.words)")
        return nil
    }

    private func author(besides signer: Clinician) -> Clinician? {
        guard let value = message.first("TXA")?.repetitions(9).first, let name = try? PersonName(value, reader),
            name.clinician != signer, !Self.isForbidden(name.clinician.name)
        else { return nil }
        return name.clinician
    }

    private mutating func encounter(_ specialty: String?) -> Encounter? {
        guard message.first("PV1") != nil else { return specialty.map { Encounter(specialty: $0) } }
        let zone = zone
        let isOutpatient = part("PV1", 2, 1)?.uppercased() == "O"
        let start = part("PV1", 44, 1).flatMap { HL7Time.date($0, zone: zone) }
        let end = part("PV1", 45, 1).flatMap { HL7Time.date($0, zone: zone) }
        return Encounter(
            specialty: specialty, admittedAt: isOutpatient ? nil : start, dischargedAt: isOutpatient ? nil : end,
            attendedAt: isOutpatient ? start : nil, ward: part("PV1", 3, 1))
    }
}
