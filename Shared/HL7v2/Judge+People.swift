import Foundation
import Letters

/// The rules for the patient and the recipients.
extension Judge {
    mutating func patient() -> Patient? {
        if message.all("PID").count > 1 {
            fault(.patientsDiffer, "the message has more than one PID: which patient is meant?")
        }
        let number = nhsNumber()
        let status = nhsStatus()
        let family = part("PID", 5, 1)
        let given = [part("PID", 5, 2), part("PID", 5, 3)].compactMap(\.self)
        let birth = part("PID", 7, 1).flatMap(HL7Time.day)
        step(
            "patient", "PID-5, PID-7",
            [family ?? "no family name", birth ?? "no date of birth"].joined(separator: ", "),
            "", isPersonal: true)
        guard let family, let birth else {
            fault(.patientIncomplete, "PID-5.1 (family name) or PID-7 (date of birth) is missing or cannot be")
            return nil
        }
        let line = (1...4).compactMap { part("PID", 11, $0) }
        let address = Patient.Address(line: line, postcode: part("PID", 11, 5))
        return Patient(
            nhsNumber: number, nhsNumberStatus: status, family: family, given: given, birthDate: birth,
            gender: gender(part("PID", 8, 1)), address: line.isEmpty && address.postcode == nil ? nil : address,
            localID: localID(besides: number))
    }

    /// Reads all of the feed's paths, because two different numbers in one message may belong to two people.
    private mutating func nhsNumber() -> NHSNumber? {
        var found: [(path: FieldPath, text: String)] = []
        for path in feed.nhsNumber { found += values(path).map { (path, $0) } }
        let numbers = Set(found.compactMap { NHSNumber($0.text) })
        let isWrong = found.contains { NHSNumber($0.text) == nil }
        guard let first = found.first else {
            step("nhsNumber", feed.nhsNumber.words, nil, "missing")
            fault(.nhsNumberMissing, "no field of the feed's nhsNumber has an NHS number: trace the patient")
            return nil
        }
        let path = first.path.description
        if numbers.count > 1 || !numbers.isEmpty && isWrong {
            step("nhsNumber", path, nil, "numbers that differ", isPersonal: true)
            fault(.nhsNumbersDiffer, "the message has NHS numbers that differ: whose letter is it?")
            return nil
        }
        guard let number = numbers.first else {
            step("nhsNumber", path, first.text, "no NHS number", isPersonal: true)
            fault(.nhsNumberInvalid, "\(path) is no NHS number: it needs ten digits and the right check digit")
            return nil
        }
        step("nhsNumber", path, number.digits, "", isPersonal: true)
        return number
    }

    /// Reads `01` or `NSTS01`; may be repeated with other words. Some feeds put the status where the check digit
    /// belongs (CX.2).
    private mutating func nhsStatus() -> NHSNumberStatus {
        var words = feed.nhsStatus.flatMap { path in values(path).map { (path.description, $0) } }
        for path in feed.nhsNumber {
            for value in path.repetitions(in: message) where (value.component(1, message.delimiters) ?? []).count >= 10
            {
                guard let word = try? reader.line(value.component(2, message.delimiters)), word.utf8.count == 2 else {
                    continue
                }
                words.append(("\(path.segment)-\(path.field).2", word))
            }
        }
        let known = words.compactMap { place, word in
            NHSNumberStatus(rawValue: String(word.uppercased().trimmingPrefix("NSTS"))).map { (place, word, $0) }
        }
        guard let (place, word, status) = known.first else {
            step("nhsStatus", feed.nhsStatus.words, words.first?.1, "not said: 02, not traced")
            return .presentNotTraced
        }
        // If several statuses differ, none of them proves that the number was verified.
        let others = Set(known.map(\.2))
        guard others.count > 1 else {
            step("nhsStatus", place, word, status.rawValue)
            return status
        }
        let least = others.subtracting([.presentAndVerified]).max { $0.rawValue < $1.rawValue } ?? status
        step("nhsStatus", place, word, "several that differ: \(least.rawValue)")
        return least
    }

    private func gender(_ code: String?) -> Gender {
        switch code?.uppercased() {
        case "1", "M": .male
        case "2", "F": .female
        case "9", "O", "A", "I", "X": .other
        default: .unknown
        }
    }

    /// The first number in PID-3 that is not the NHS number.
    private mutating func localID(besides number: NHSNumber?) -> String? {
        for value in message.first("PID")?.repetitions(3) ?? [] {
            guard let id = try? reader.line(value.component(1, message.delimiters)), !Self.isForbidden(id) else {
                continue
            }
            if number == nil || NHSNumber(id) != number { return id }
        }
        return nil
    }

    mutating func recipients() -> [Recipient] {
        guard let practice = practice() else { return [] }
        var recipients = [Recipient(ods: practice, role: .registeredPractice)]
        for path in feed.copies {
            for word in values(path) {
                guard let ods = ODSCode(word), !Self.isPerson(word) else {
                    step("copies", path.description, word, "no organisation's code: told, and not sent")
                    continue
                }
                step("copies", path.description, ods.description, "a copy goes there")
                if !recipients.contains(where: { $0.ods == ods }) {
                    recipients.append(Recipient(ods: ods, role: .copy))
                }
            }
        }
        return recipients
    }

    /// Notes for the letter's record about copies that are not sent.
    var copyNotes: [String] {
        var copy = self
        let named = feed.copies.isEmpty ? copy.values("TXA-23") : feed.copies.flatMap { copy.values($0) }
        let isUnsent = named.contains { ODSCode($0) == nil || Self.isPerson($0) || feed.copies.isEmpty }
        return isUnsent ? ["a copy is for somebody without an organisation's code, and is not sent"] : []
    }

    /// Whether the word is the code of a general practitioner or consultant, many of which look like an organisation
    /// code.
    static func isPerson(_ word: String) -> Bool { word.uppercased().wholeMatch(of: /[GC]\d{7}/) != nil }

    /// Codes for practice unknown, no practice, and practice not known or registered elsewhere (Organisation Data
    /// Service).
    private static let none: Set = ["V81997", "V81998", "V81999"]

    private mutating func practice() -> ODSCode? {
        guard let (path, all) = first(feed.practice) else {
            step("practice", feed.practice.words, nil, "missing")
            fault(
                .practiceMissing, "\(feed.practice.words) is empty: the message does not say which practice it is for")
            return nil
        }
        let field = path.description
        let words = all.filter { !Self.isPerson($0) }.uniqued
        guard let word = words.first else {
            step("practice", field, all.first, "a doctor's code")
            fault(.practiceIsPerson, "\(path) is the code of a doctor, and not of a practice")
            return nil
        }
        guard words.count == 1 else {
            step("practice", field, words.joined(separator: " "), "several that differ")
            fault(.practicesDiffer, "\(path) names more than one practice")
            return nil
        }
        guard let ods = ODSCode(word) else {
            step("practice", field, word, "no ODS code")
            fault(.recipientInvalid, "\(path) is no ODS code: 3 to 12 letters and digits")
            return nil
        }
        guard !Self.none.contains(ods.description) else {
            step("practice", field, ods.description, "means that there is none, or that it is not known")
            fault(.practiceMissing, "\(path) says that the patient has no practice, or that it is not known")
            return nil
        }
        step("practice", field, ods.description, "")
        return ods
    }
}
