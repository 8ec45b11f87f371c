import Letters

/// A person in an XCN field (HL7 v2.8, 2A.3.87): number, family, given, middle, suffix, prefix, …, authority.
struct PersonName {
    let clinician: Clinician

    /// Nil if the field names nobody.
    ///
    /// - Throws: `TextReader.Undecodable`.
    init?(_ value: Segment.Value, _ reader: TextReader) throws(TextReader.Undecodable) {
        let marks = reader.delimiters
        func part(_ number: Int) throws(TextReader.Undecodable) -> String? {
            try reader.line(value.component(number, marks)?.subcomponent(1, marks))
        }
        let number = try part(1)
        let (family, given, middle, prefix) = (try part(2), try part(3), try part(4), try part(6))
        let name = [prefix, given, middle, family].compactMap(\.self).joined(separator: " ")
        // Some senders write the name in place of the number.
        let isName = number?.contains(where: \.isNumber) == false
        guard !name.isEmpty || isName else { return nil }
        let digits = number.map { $0.hasPrefix("C") ? String($0.dropFirst()) : $0 }
        let authority = try part(9)
        let isGMC = number?.hasPrefix("C") == true || authority == "GMC"
        let hasDigits = digits?.utf8.count == 7 && digits?.utf8.allSatisfy { (0x30...0x39).contains($0) } == true
        clinician = Clinician(
            name: name.isEmpty ? number ?? "" : name, gmcNumber: isGMC && hasDigits ? digits : nil)
    }
}
