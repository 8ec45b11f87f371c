/// The address `GPPROVIDER_<NHS number>_<birth date>_<surname>`, which stands for the patient's registered practice.
struct PatientAddress: Equatable {
    static let prefix = "GPPROVIDER_"
    var nhsNumber: String
    /// `YYYYMMDD`
    var birthDate: String
    var surname: String

    init?(_ address: String) {
        let parts = address.split(separator: "_", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] + "_" == Self.prefix else { return nil }
        (nhsNumber, birthDate, surname) = (parts[1], parts[2], parts[3])
    }

    /// The result of the lookup in the demographics service.
    enum Finding: Equatable {
        case practice(ods: String)
        case nothing(StoredMessage.Report)
    }

    func look(among patients: [String: ServerSettings.Patient], message: String) -> Finding {
        guard Self.isNumber(nhsNumber) else {
            return .nothing(.init(code: "EPL-152", text: "Invalid NHS Number", about: message))
        }
        guard let patient = patients[nhsNumber] else {
            return .nothing(.init(code: "EPL-153", text: "NHS Number not found", about: message))
        }
        guard patient.birthDate == birthDate, patient.surname.lowercased() == surname.lowercased() else {
            let text = "NHS Number supplied does not match the demographics"
            return .nothing(.init(code: "EPL-154", text: text, about: message))
        }
        return .practice(ods: patient.ods)
    }

    /// True for ten digits, the last of which is the check digit (Modulus 11).
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.map { Int($0) - 0x30 }
        guard digits.count == 10, digits.allSatisfy({ (0...9).contains($0) }) else { return false }
        let sum = (0..<9).reduce(0) { $0 + digits[$1] * (10 - $1) }
        let check = (11 - sum % 11) % 11
        return check == digits[9]
    }
}
