import XML

/// The forms of dates, times and bytes in a resource (FHIR STU3 and R4, "Data Types", primitive types).
enum PrimitiveCheck {
    private enum Form {
        case date, dateTime, instant, base64

        var words: String {
            switch self {
            case .date: "must be a date as yyyy, yyyy-mm or yyyy-mm-dd"
            case .dateTime: "must be a date, or a time with its zone as yyyy-mm-ddThh:mm:ss+00:00"
            case .instant: "must be a time with its zone as yyyy-mm-ddThh:mm:ss+00:00"
            case .base64: TextForm.base64.words
            }
        }

        func holds(_ text: String) -> Bool {
            switch self {
            case .date: return PrimitiveCheck.isDate(text)
            case .dateTime: return PrimitiveCheck.isDate(text) || isInstant(text)
            case .instant: return isInstant(text)
            case .base64: return TextForm.base64.holds(text)
            }
        }

        private func isInstant(_ text: String) -> Bool {
            guard let parts = text.wholeMatch(of: PrimitiveCheck.instant.regex) else { return false }
            return PrimitiveCheck.isDate(parts.1)
        }
    }

    private static let date = Pattern(/([0-9]{4})(-([0-9]{2})(-([0-9]{2}))?)?/)
    private static let instant = Pattern(
        /([0-9-]{10})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])/)

    /// By the elements' names, which both versions of FHIR use in one sense only in the resources that we write.
    private static let forms: [String: Form] = [
        "birthDate": .date, "deceasedDate": .date, "valueDate": .date, "date": .dateTime, "time": .dateTime,
        "start": .dateTime,
        "end": .dateTime, "assertedDate": .dateTime, "recordedDate": .dateTime, "authoredOn": .dateTime,
        "dateAsserted": .dateTime, "onsetDateTime": .dateTime, "effectiveDateTime": .dateTime,
        "performedDateTime": .dateTime, "creation": .dateTime, "valueDateTime": .dateTime, "lastUpdated": .instant,
        "timestamp": .instant, "issued": .instant, "valueInstant": .instant, "content": .base64, "data": .base64,
    ]

    /// A date as `yyyy`, `yyyy-MM` or `yyyy-MM-dd`.
    static func isDate(_ text: some StringProtocol) -> Bool {
        guard let parts = String(text).wholeMatch(of: date.regex) else {
            return false
        }
        guard let month = parts.3 else { return true }
        return TextForm.day.holds("\(parts.1)\(month)\(parts.5 ?? "01")")
    }

    /// No element is there for nothing (FHIR STU3 and R4, ele-1).
    private static func isEmpty(_ element: Element) -> Bool {
        element.value == nil && element.content == nil && element.children.isEmpty
    }

    static func violations(of element: Element, path: String) -> [Violation] {
        element.children.flatMap { child -> [Violation] in
            let below = "\(path).\(child.name)"
            if child.name == "div" { return NarrativeCheck.violations(of: child, path: below) }
            if isEmpty(child) { return [Violation(path: below, problem: "is empty")] }
            if let form = forms[child.name], case .text(let text) = child.value, !form.holds(text) {
                return [Violation(path: below, problem: form.words)]
            }
            return child.name == "resource" ? [] : violations(of: child, path: below)
        }
    }
}
