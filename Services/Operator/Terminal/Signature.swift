import ArgumentParser
import Foundation
import Letters
import Messages

/// Who acts and why; every action on a letter carries both into the ledger.
struct Signature: ParsableArguments {
    @Option(help: "Why, in a sentence. It is kept in the ledger: nothing about the patient.")
    var reason: String

    @Option(name: .customLong("by"), help: "Who decided it (default: the user's login name).")
    var name: String?

    func action(user: String? = ProcessInfo.processInfo.environment["USER"]) throws -> OperatorAction {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else { throw Trouble("--reason is empty: say in a sentence why") }
        return try Self.action(name: name, user: user, reason: reason)
    }

    /// The same, for what has a reason of its own.
    ///
    /// - Parameter name: who decided it; nil for the user's login name.
    static func action(
        name: String?, user: String? = ProcessInfo.processInfo.environment["USER"], reason: String
    ) throws -> OperatorAction {
        let name = (name ?? user ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw Trouble("nobody is named: add --by NAME") }
        guard !holdsNHSNumber(reason), !holdsNHSNumber(name) else {
            throw Trouble("--reason or --by holds an NHS number: name no patient, the ledger and the queues show both")
        }
        return OperatorAction(name: name, reason: reason)
    }

    /// Ten digits with a right check digit, however they are spaced.
    static func holdsNHSNumber(_ text: String) -> Bool {
        text.matches(of: #/\d(?:[ -]?\d){9,}/#).contains { match in
            let digits = match.output.filter(\.isNumber)
            return digits.count == 10 && NHSNumber(String(digits)) != nil
        }
    }
}
