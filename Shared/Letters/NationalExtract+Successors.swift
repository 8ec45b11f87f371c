extension NationalExtract {
    /// Why a successor of the list is not taken: a letter that went there might reach nobody, or the wrong practice. A
    /// person decides.
    public enum SuccessorDoubt: Equatable, Sendable, CustomStringConvertible {
        /// The patients were divided.
        case several([ODSCode])
        /// The two name each other.
        case mutual(ODSCode)
        /// The successor has closed itself, or has not opened.
        case notOpen(ODSCode)
        /// The list does not have the successor.
        case notListed(ODSCode)

        public var description: String {
            switch self {
            case .several(let codes):
                "its patients were divided between \(codes.map(\.description).joined(separator: " and "))"
            case .mutual(let code): "it and \(code) name each other"
            case .notOpen(let code): "\(code) is not open itself"
            case .notListed(let code): "\(code) is not in the list"
            }
        }
    }

    /// What the list says about who took a closed practice's patients over.
    enum Succession: Equatable {
        case none
        case certain(ODSCode)
        case doubtful(SuccessorDoubt)
    }

    /// - Parameter entries: of this list, by code.
    func succession(of ods: ODSCode, among entries: [ODSCode: Entry]) -> Succession {
        guard let codes = successors[ods], let code = codes.first else { return .none }
        if codes.count > 1 { return .doubtful(.several(codes)) }
        if successors[code]?.contains(ods) == true { return .doubtful(.mutual(code)) }
        guard let entry = entries[code] else { return .doubtful(.notListed(code)) }
        guard entry.status == .active, entry.closed == nil else { return .doubtful(.notOpen(code)) }
        return .certain(code)
    }
}
