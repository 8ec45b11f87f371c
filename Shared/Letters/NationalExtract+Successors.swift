extension NationalExtract {
    /// The reason why a successor in the list is not adopted: a letter might reach nobody or the wrong practice. A
    /// person decides.
    public enum SuccessorDoubt: Equatable, Sendable, CustomStringConvertible {
        /// The patients were divided between several successors.
        case several([ODSCode])
        /// The two practices name each other as successor.
        case mutual(ODSCode)
        /// The successor has itself closed, or has not opened yet.
        case notOpen(ODSCode)
        /// The successor is not in the list.
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

    /// What the list says about the successor of a closed practice.
    enum Succession: Equatable {
        case none
        case certain(ODSCode)
        case doubtful(SuccessorDoubt)
    }

    /// - Parameter entries: the entries of this list by code.
    func succession(of ods: ODSCode, among entries: [ODSCode: Entry]) -> Succession {
        guard let codes = successors[ods], let code = codes.first else { return .none }
        if codes.count > 1 { return .doubtful(.several(codes)) }
        if successors[code]?.contains(ods) == true { return .doubtful(.mutual(code)) }
        guard let entry = entries[code] else { return .doubtful(.notListed(code)) }
        guard entry.status == .active, entry.closed == nil else { return .doubtful(.notOpen(code)) }
        return .certain(code)
    }
}
