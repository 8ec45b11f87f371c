/// Rules for the outer bundle, the MessageHeader and its message handling extension (ITK-Message-Bundle-1,
/// ITK-MessageHeader-2, Extension-ITK-MessageHandling-2; GP Connect Send Document; the guides of Transfer of Care).
enum HeaderRules {
    private static let parts = [
        "BusAckRequested", "InfAckRequested", "RecipientType", "MessageDefinition", "SenderReference", "LocalExtension",
    ]

    static let table: [Rule] = [
        Rule(.tooLarge, "a message has at most 5 MB") { $0.size <= 5_000_000 },

        Rule(.handling, "the header has one handling specification with six parts, each once") { subject in
            guard subject.message.header.extensions(Address.handling).count == 1 else { return false }
            let found = subject.message.handling
            return Set(found.keys) == Set(parts) && found.values.allSatisfy { $0.count == 1 }
        },
        Rule(.technicalFlag, "InfAckRequested is true") { flag("InfAckRequested", $0) == "true" },
        Rule(.businessFlag, "BusAckRequested is true") { flag("BusAckRequested", $0) == "true" },
        Rule(.recipientType, "RecipientType is FA or FI, with its system and display") { subject in
            guard let coding = subject.message.handling["RecipientType"]?.first?.first("valueCoding") else {
                return false
            }
            return coding.value("system") == Address.nhs + "CodeSystem/ITK-RecipientType-1"
                && ["FA": "For Action", "FI": "For Information"][coding.value("code") ?? ""] == coding.value("display")
        },
        Rule(.definition, "MessageDefinition is that of what the workflow carries") { subject in
            definition(subject).map { subject.payload.definitions.contains(String($0.name)) } ?? false
        },
        Rule(.definitionVersion, "this version of the message definition is supported") { subject in
            (definition(subject)?.version).map { subject.payload.version == $0 } ?? false
        },
        Rule(.senderReference, "SenderReference has 1 to 255 characters") { subject in
            let text = subject.message.handling["SenderReference"]?.first?.value("valueString") ?? ""
            return (1...255).contains(text.count)
        },
        Rule(.handling, "LocalExtension has a value") { subject in
            subject.message.handling["LocalExtension"]?.first?.children.first?.name.hasPrefix("value") ?? false
        },

        header("the outer bundle is a message and claims its profile") { subject in
            subject.message.bundle.value("type") == "message"
                && subject.message.bundle.claims(profile: Address.nhs + "StructureDefinition/ITK-Message-Bundle-1")
        },
        header("the outer bundle has an identifier") {
            !($0.message.bundle.value("identifier", "value") ?? "").isEmpty
        },
        header("the outer bundle has no total, link or signature") { subject in
            !["total", "link", "signature"].contains(where: subject.message.bundle.has)
        },
        header("every address is urn:uuid: and the id of its resource, and stands once") { subject in
            let urls = subject.message.outer.map(\.fullURL)
            return Set(urls).count == urls.count
                && subject.message.outer.allSatisfy { $0.fullURL == "urn:uuid:" + $0.id && Forms.isUUID($0.id) }
        },
        header("the header claims its profile") {
            $0.message.header.claims(profile: Address.nhs + "StructureDefinition/ITK-MessageHeader-2")
        },
        header("the event is that of what the workflow carries, with its system and display") { subject in
            guard let event = subject.message.header.first("event"), event.isFullCoding else { return false }
            return event.value("system") == Address.nhs + "CodeSystem/ITK-MessageEvent-2"
                && event.value("code") == subject.payload.event && !event.has("version") && !event.has("userSelected")
        },
        header("destination, receiver, enterer, author, responsible, reason and response are absent") { subject in
            !["destination", "receiver", "enterer", "author", "responsible", "reason", "response"]
                .contains(where: subject.message.header.has)
        },
        header("the timestamp has a zone") { Forms.isInstant($0.message.header.value("timestamp") ?? "") },
        header("the source is only an endpoint, and that the mailbox that it came from") { subject in
            guard let source = subject.message.header.first("source"), source.children.count == 1 else { return false }
            return source.value("endpoint")?.uppercased() == subject.from.uppercased()
        },
        header("the sender is an organisation known by its ODS code alone, or a person") { subject in
            guard let reference = subject.message.header.value("sender", "reference"),
                let sender = subject.message.outer.first(where: { $0.fullURL == reference })?.resource
            else { return false }
            return isHeaderOrganisation(sender) || sender.name == "Practitioner"
        },
        header("there is one focus, and it is a bundle of this message") { subject in
            subject.message.header.all("focus").count == 1 && subject.message.document != nil
        },
        header("nothing stands in the message that the header does not lead to") {
            ITKMessage.reached(in: $0.message.outer) == Set($0.message.outer.map(\.fullURL))
        },
    ]

    private static func header(_ sentence: String, _ holds: @escaping @Sendable (Rule.Subject) -> Bool) -> Rule {
        Rule(.header, sentence, holds)
    }

    private static func flag(_ name: String, _ subject: Rule.Subject) -> String? {
        subject.message.handling[name]?.first?.value("valueBoolean")
    }

    /// Splits the message definition's reference `…/MessageDefinition/NAME-1` into its name and version.
    private static func definition(_ subject: Rule.Subject) -> (name: Substring, version: Substring)? {
        let part = subject.message.handling["MessageDefinition"]?.first
        let prefix = Address.nhs + "MessageDefinition/"
        guard let text = part?.value("valueReference", "reference"), text.hasPrefix(prefix) else { return nil }
        let name = text.dropFirst(prefix.count)
        guard let dash = name.lastIndex(of: "-") else { return nil }
        return (name[..<dash], name[name.index(after: dash)...])
    }

    private static func isHeaderOrganisation(_ node: XMLNode) -> Bool {
        guard node.name == "Organization",
            node.claims(profile: Address.nhs + "StructureDefinition/CareConnect-ITK-Header-Organization-1")
        else { return false }
        let identifiers = node.all("identifier")
        return Set(node.children.map(\.name)).isSubset(of: ["id", "meta", "identifier"])
            && identifiers.contains { $0.value("system") == Address.organisation }
            && identifiers.allSatisfy {
                [Address.organisation, Address.site].contains($0.value("system") ?? "")
                    && Forms.isODS($0.value("value") ?? "")
            }
    }
}
