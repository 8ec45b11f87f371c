import Foundation
import Hummingbird
import Letters

/// The query parameters of a request; an unknown or invalid one is refused by name.
struct Query {
    private let values: [String: String]

    /// - Throws: 400 that names a parameter that is not one of `names` or is repeated.
    init(_ request: Request, _ names: Set<String>) throws(HTTPError) {
        try self.init(request.uri.queryParameters.map { (String($0.key), String($0.value)) }, names)
    }

    init(_ pairs: [(name: String, value: String)], _ names: Set<String>) throws(HTTPError) {
        var values: [String: String] = [:]
        for (name, value) in pairs {
            guard names.contains(name) else {
                throw Self.refusal(name, "is not understood here: \(names.sorted().joined(separator: ", ")) are")
            }
            guard values[name] == nil else { throw Self.refusal(name, "stands there twice") }
            values[name] = value
        }
        self.values = values
    }

    static func refusal(_ name: String, _ problem: String) -> HTTPError {
        HTTPError(.badRequest, message: "The parameter \(name.prefix(40)) \(problem).")
    }

    /// Returns the parameter's text; nil when it is missing or empty.
    func text(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    func value<Value>(
        _ name: String, _ wanted: String, _ parse: (String) -> Value?
    ) throws(HTTPError) -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = parse(text) else { throw Self.refusal(name, "must be \(wanted)") }
        return value
    }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String, _: Value.Type = Value.self
    ) throws(HTTPError) -> Value? where Value.RawValue == String {
        try value(name, "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))") { Value(rawValue: $0) }
    }

    /// Returns true when the parameter is `yes` or `true`; false when it is missing.
    func flag(_ name: String, yes: String = "yes") throws(HTTPError) -> Bool {
        try value(name, yes) { $0 == yes || $0 == "true" ? true : nil } ?? false
    }

    /// Parses a day, a month, or two days separated by two points.
    func days(_ name: String) throws(HTTPError) -> ClosedRange<CivilDay>? {
        try value(name, "a day like 2026-11-24, a month like 2026-11, or two days like 2026-11-01..2026-11-24") {
            text in
            if let day = CivilDay(text) { return day...day }
            if let first = CivilDay(text + "-01") { return first...(first.nextMonth + -1) }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, parts[1].isEmpty, let first = CivilDay(parts[0]), let last = CivilDay(parts[2]),
                first <= last
            else { return nil }
            return first...last
        }
    }
}

extension ListFilter {
    /// The names of the filter's query parameters.
    static let parameters: Set<String> = [
        "state", "kind", "practice", "source", "specialty", "urgency", "code", "cause", "person", "open", "unanswered",
        "place", "reached", "taken", "promise", "kept", "due", "after",
    ]

    /// - Throws: 400 that names the invalid parameter.
    init(_ query: Query) throws(HTTPError) {
        func word(_ name: String) throws(HTTPError) -> String? {
            try query.value(name, "letters, digits, points and hyphens, 64 of them at most") { text in
                text.count <= 64 && text.allSatisfy { $0.isLetter || $0.isNumber || " .-_/".contains($0) } ? text : nil
            }
        }
        state = try query.choice("state")
        kind = try query.choice("kind")
        recipient = try query.value("practice", "the practice's ODS code") { ODSCode($0)?.description }
        source = try word("source")
        specialty = try word("specialty")
        urgency = try query.choice("urgency")
        code = try word("code")
        cause = try query.choice("cause")
        needsPerson = try query.flag("person")
        isOpen = try query.flag("open")
        isUnanswered = try query.flag("unanswered")
        place = try query.choice("place")
        reached = try query.value("reached", "a number from 1 to 6") { text in
            Int(text).flatMap { (1...6).contains($0) ? $0 : nil }
        }
        taken = try query.days("taken")
        promise = try query.choice("promise")
        kept = try query.choice("kept")
        due = try query.days("due")
        if promise == nil, kept != nil || due != nil {
            throw Query.refusal(kept == nil ? "due" : "kept", "needs the parameter promise beside it")
        }
        after = try query.value("after", "as a list gave it for its next part") { Cursor($0) }
    }

    /// Returns the address of this list, from its start unless `after` is given.
    func address(_ path: String = "/letters", search: String? = nil, after: String? = nil) -> String {
        let pairs: [(String, String?)] = [
            ("state", state?.rawValue), ("kind", kind?.rawValue), ("practice", recipient), ("source", source),
            ("specialty", specialty), ("urgency", urgency?.rawValue), ("code", code), ("cause", cause?.rawValue),
            ("person", needsPerson ? "yes" : nil), ("open", isOpen ? "yes" : nil),
            ("unanswered", isUnanswered ? "yes" : nil), ("place", place?.rawValue),
            ("reached", reached.map(String.init)),
            ("taken", taken.map { "\($0.lowerBound)..\($0.upperBound)" }), ("promise", promise?.rawValue),
            ("kept", kept?.rawValue), ("due", due.map { "\($0.lowerBound)..\($0.upperBound)" }), ("search", search),
            ("after", after),
        ]
        let query = pairs.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }
        return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? ""
    }
}
