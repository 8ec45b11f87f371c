public import Foundation
import Letters

extension Feed: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, application, facility, ignore, signed, draft, withdrawn, signedAt, zone, signedBy, identity
        case `repeat`, nhsNumber, nhsStatus, practice, copies, kind, specialty, title, charset, document, pointers
        case restricted, test, answers, withheld, silent
    }

    /// Decodes a feed. Missing settings have their default; unknown settings are refused.
    ///
    /// - Throws: `DecodingError`, which names the setting.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(name: try container.decode(String.self, forKey: .name))
        func take<Value: Decodable>(_ key: CodingKeys, _ property: WritableKeyPath<Feed, Value>) throws {
            if let value = try container.decodeIfPresent(Value.self, forKey: key) { self[keyPath: property] = value }
        }
        func wrong(_ key: CodingKeys, _ problem: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: container, debugDescription: "\(key.rawValue) \(problem)")
        }
        try take(.application, \.application)
        try take(.facility, \.facility)
        try take(.ignore, \.ignore)
        try take(.signed, \.signed)
        try take(.draft, \.draft)
        try take(.withdrawn, \.withdrawn)
        try take(.signedAt, \.signedAt)
        try take(.zone, \.zone)
        try take(.signedBy, \.signedBy)
        try take(.identity, \.identity)
        try take(.repeat, \.repeat)
        try take(.nhsNumber, \.nhsNumber)
        try take(.nhsStatus, \.nhsStatus)
        try take(.practice, \.practice)
        try take(.copies, \.copies)
        try take(.kind, \.kind)
        try take(.specialty, \.specialty)
        try take(.title, \.title)
        charset = try container.decodeIfPresent(CharacterEncoding.self, forKey: .charset)
        document = try container.decodeIfPresent(Chosen.self, forKey: .document)
        pointers = try container.decodeIfPresent(Pointers.self, forKey: .pointers)
        try take(.restricted, \.restricted)
        try take(.test, \.test)
        try take(.answers, \.answers)
        try take(.withheld, \.withheld)
        try take(.silent, \.silent)
        // Without a condition that requires a value, every message would count as signed off.
        guard signed.contains(where: { if case .among = $0.test { true } else { false } }) else {
            throw wrong(.signed, "needs a condition with in: else every message would count as signed off")
        }
        guard withdrawn.allSatisfy({ !$0.isEmpty }) else {
            throw wrong(.withdrawn, "holds a list without conditions: else every message would take a letter back")
        }
        guard TimeZone(identifier: zone) != nil else {
            throw wrong(.zone, "is no time zone: write it like Europe/London")
        }
        let kinds = kind.values.values + [kind.otherwise].compactMap(\.self)
        for word in kinds where LetterKind(rawValue: word) == nil {
            let all = LetterKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong(.kind, "has the word \(word), which is no kind of letter; there are \(all)")
        }
        let codes = specialty.values.values + [specialty.otherwise].compactMap(\.self)
        for word in codes where !Feed.isSpecialty(word) {
            throw wrong(.specialty, "has the word \(word), which is no treatment function code of three digits")
        }
    }

    static func isSpecialty(_ word: String) -> Bool {
        word.utf8.count == 3 && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension Feed.Table: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable { case fields, values, otherwise }

    public init(from decoder: any Decoder) throws {
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            fields: try container.decode([FieldPath].self, forKey: .fields),
            values: try container.decodeIfPresent([String: String].self, forKey: .values) ?? [:],
            otherwise: try container.decodeIfPresent(String.self, forKey: .otherwise))
    }
}

extension Feed {
    /// The reason why a list of feeds cannot be read.
    public struct Unreadable: Error, CustomStringConvertible {
        public let description: String

        public init(_ description: String) { self.description = description }

        /// Describes the error with the setting and its position.
        public init(_ error: DecodingError) { description = Feed.words(error) }
    }

    /// Reads the feeds of a file: a single feed, a list of feeds, or the list of sources, in which sources of type
    /// `hl7` have `feeds`.
    ///
    /// - Throws: `Unreadable`, which names the setting.
    public static func feeds(in json: Data) throws(Unreadable) -> [Feed] {
        do {
            let decoder = JSONDecoder()
            let object = try JSONSerialization.jsonObject(with: json)
            guard let entries = object as? [[String: Any]] else { return [try decoder.decode(Feed.self, from: json)] }
            guard entries.contains(where: { $0["type"] != nil }) else {
                return try decoder.decode([Feed].self, from: json)
            }
            return try entries.filter { $0["type"] as? String == "hl7" }.flatMap { entry in
                let feeds = try JSONSerialization.data(withJSONObject: entry["feeds"] ?? [])
                return try decoder.decode([Feed].self, from: feeds)
            }
        } catch let error as DecodingError {
            throw Unreadable(error)
        } catch {
            throw Unreadable("the file is no JSON")
        }
    }

    private static func words(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty ? "" : path.joined(separator: ".") + ": "
        }
        return switch error {
        case .dataCorrupted(let context), .valueNotFound(_, let context), .typeMismatch(_, let context):
            place(context) + context.debugDescription
        case .keyNotFound(let key, let context): place(context) + "\(key.stringValue) is missing"
        @unknown default: "the feed cannot be read"
        }
    }
}
