public import XML

/// A person's name (data type HumanName). Suffix and period are not covered.
public struct HumanName: Hashable, Sendable {
    /// `official`, `usual`, … (value set name-use).
    public var use: String?
    /// The whole name, used when its parts are not known.
    public var text: String?
    public var family: String?
    public var given: [String]
    public var prefix: [String]

    public init(
        use: String? = nil, text: String? = nil, family: String? = nil, given: [String] = [], prefix: [String] = []
    ) {
        self.use = use
        self.text = text
        self.family = family
        self.given = given
        self.prefix = prefix
    }

    public var element: Element {
        Element(
            "name",
            [Element("use", ifPresent: use), Element("text", ifPresent: text), Element("family", ifPresent: family)]
                + given.map { Element("given", $0) } + prefix.map { Element("prefix", $0) })
    }
}

/// A postal address (data type Address). Text, type, district, state, country and period are not covered.
public struct Address: Hashable, Sendable {
    /// `home`, `work`, … (value set address-use).
    public var use: String?
    public var line: [String]
    public var city: String?
    public var postalCode: String?

    public init(use: String? = nil, line: [String], city: String? = nil, postalCode: String? = nil) {
        self.use = use
        self.line = line
        self.city = city
        self.postalCode = postalCode
    }

    public var element: Element {
        Element(
            "address",
            [Element("use", ifPresent: use)] + line.map { Element("line", $0) }
                + [Element("city", ifPresent: city), Element("postalCode", ifPresent: postalCode)])
    }
}

/// A telephone number or e-mail address (data type ContactPoint). Rank and period are not covered.
public struct ContactPoint: Hashable, Sendable {
    /// `phone`, `email`, … (value set contact-point-system).
    public var system: String?
    public var value: String
    /// `work`, `mobile`, … (value set contact-point-use).
    public var use: String?

    public init(system: String?, value: String, use: String? = nil) {
        self.system = system
        self.value = value
        self.use = use
    }

    public var element: Element {
        Element(
            "telecom",
            [Element("system", ifPresent: system), Element("value", value), Element("use", ifPresent: use)])
    }
}
