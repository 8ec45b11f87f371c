import XML

/// Checks the format of dates, times and base64 in a resource (FHIR STU3 and R4, "Data Types", primitive types).
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
            case .date: DateText.isDate(text)
            case .dateTime: DateText.isDate(text) || DateText.isInstant(text)
            case .instant: DateText.isInstant(text)
            case .base64: TextForm.base64.holds(text)
            }
        }
    }

    /// The format by element name. In the resources that we write, each name has one meaning in both versions of FHIR.
    private static let forms: [String: Form] = [
        "birthDate": .date, "deceasedDate": .date, "valueDate": .date, "date": .dateTime, "time": .dateTime,
        "start": .dateTime,
        "end": .dateTime, "assertedDate": .dateTime, "recordedDate": .dateTime, "authoredOn": .dateTime,
        "dateAsserted": .dateTime, "onsetDateTime": .dateTime, "effectiveDateTime": .dateTime,
        "performedDateTime": .dateTime, "creation": .dateTime, "valueDateTime": .dateTime, "lastUpdated": .instant,
        "timestamp": .instant, "issued": .instant, "valueInstant": .instant, "content": .base64, "data": .base64,
    ]

    /// Whether an element has neither value nor children, which FHIR forbids (STU3 and R4, ele-1).
    private static func isEmpty(_ element: Element) -> Bool {
        element.value == nil && element.content == nil && element.children.isEmpty
    }

    /// Returns the violations below an element; each path begins with the element's name. Resources that it carries are
    /// left out.
    static func violations(of element: Element) -> [Violation] {
        var found: [Violation] = []
        for child in element.children { found += violations(here: child).map { $0.below(element.name) } }
        return found
    }

    private static func violations(here element: Element) -> [Violation] {
        if element.name == "div" { return NarrativeCheck.violations(of: element) }
        if isEmpty(element) { return [Violation(path: element.name, problem: "is empty")] }
        if let form = forms[element.name], case .text(let text) = element.value, !form.holds(text) {
            return [Violation(path: element.name, problem: form.words)]
        }
        return element.name == "resource" ? [] : violations(of: element)
    }
}
