/// A condition on a field: `{"field": "TXA-17", "in": ["AU", "LA"]}`, or with `notIn`, or with `"absent": true`.
public struct Condition: Equatable, Sendable {
    public var field: FieldPath
    public var test: Test

    public enum Test: Equatable, Sendable {
        /// The field is there, and every repetition has one of these values.
        case among([String])
        /// No repetition has one of these values; the field may be absent.
        case notAmong([String])
        case absent
    }

    public init(_ field: FieldPath, in values: [String]) { self.init(field: field, test: .among(values)) }
    public init(_ field: FieldPath, notIn values: [String]) { self.init(field: field, test: .notAmong(values)) }
    public init(field: FieldPath, test: Test) {
        self.field = field
        self.test = test
    }

    /// Whether the condition holds.
    ///
    /// - Parameter values: the values of the field.
    func holds(_ values: [String]) -> Bool {
        switch test {
        case .among(let accepted): !values.isEmpty && values.allSatisfy { Self.has(accepted, $0) }
        case .notAmong(let refused): !values.contains { Self.has(refused, $0) }
        case .absent: values.isEmpty
        }
    }

    /// The field and the required values, in words.
    public var words: String {
        switch test {
        case .among(let values): "\(field) one of \(values.joined(separator: ", "))"
        case .notAmong(let values): "\(field) none of \(values.joined(separator: ", "))"
        case .absent: "\(field) absent"
        }
    }

    /// Compares case-insensitively, because codes occur in both cases.
    private static func has(_ values: [String], _ value: String) -> Bool {
        values.contains { $0.uppercased() == value.uppercased() }
    }
}

extension Condition: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case field
        case among = "in"
        case notIn, absent
    }

    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        field = try container.decode(FieldPath.self, forKey: .field)
        let among = try container.decodeIfPresent([String].self, forKey: .among)
        let notIn = try container.decodeIfPresent([String].self, forKey: .notIn)
        let absent = try container.decodeIfPresent(Bool.self, forKey: .absent)
        switch (among, notIn, absent) {
        case (let values?, nil, nil) where !values.isEmpty: test = .among(values)
        case (nil, let values?, nil) where !values.isEmpty: test = .notAmong(values)
        case (nil, nil, true?): test = .absent
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .field, in: container,
                debugDescription: "a condition on \(field) needs one of in, notIn (lists that are not empty) and absent"
            )
        }
    }
}

/// A coding key for any name.
private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Throws for settings that are not known, because an ignored setting would be believed to apply.
    ///
    /// - Throws: `DecodingError`.
    func refuseUnknownKeys<Keys: CodingKey & CaseIterable>(_ keys: Keys.Type) throws {
        let known = Keys.allCases.map(\.stringValue)
        let container = try container(keyedBy: AnyKey.self)
        for key in container.allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: container,
                debugDescription: "\(key.stringValue) is no setting here; there are \(known.joined(separator: ", "))")
        }
    }
}
