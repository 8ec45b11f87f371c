import Foundation

/// The host names of a service. A page from another site that resolves its own name to this machine (DNS rebinding)
/// sends that name, and cannot set another one in the header.
struct HostNames: Sendable {
    private let names: Set<String>

    /// - Parameter names: host names and addresses without a port.
    init(_ names: [String]) { self.names = Set(names.map { $0.lowercased() }) }

    /// - Parameter host: the header `Host`, with any port.
    func contains(host: String) -> Bool { Self.name(in: host).map(names.contains) ?? false }

    /// - Parameter origin: the header `Origin`; `null` is never contained.
    func contains(origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            return contains(host: String(origin.dropFirst(scheme.count)))
        }
        return false
    }

    /// Extracts the host from `name`, `name:port`, `[address]` or `[address]:port` (RFC 9110, 7.2), without port and
    /// brackets; nil for other text.
    static func name(in host: String) -> String? {
        var rest = host[...]
        let name: Substring
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            name = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
        } else {
            name = rest.prefix { $0 != ":" }
            rest = rest[name.endIndex...]
        }
        guard !name.isEmpty, rest.isEmpty || rest.first == ":",
            rest.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        return name.lowercased()
    }
}

extension SettingForm where Value == [String] {
    /// Host names and addresses as in a URL, without scheme and port, separated by commas.
    public static func hostNames(_ words: String) -> Self {
        Self(words: words) { text throws(Misfit) in
            var names: [String] = []
            for part in text.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) where !part.isEmpty
            {
                let isAddress = part.contains("::") || part.hasPrefix("[")
                let bare = isAddress ? String(part.drop { $0 == "[" }.prefix { $0 != "]" }) : part
                let allowed: (Character) -> Bool = { character in
                    character.isASCII
                        && (character.isLetter || character.isNumber || character == "." || character == "-"
                            || (isAddress && character == ":"))
                }
                guard !bare.isEmpty, bare.allSatisfy(allowed) else {
                    throw Misfit("names \"\(part)\": a host name or an address is wanted, without scheme and port")
                }
                names.append(bare)
            }
            guard !names.isEmpty else { throw Misfit("names nobody: leave it out, or name a host") }
            return names
        }
    }
}
