import ArgumentParser
import Foundation
import Letters
import Messages

/// The operator's name and reason; the ledger keeps both with every action.
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

    /// Returns the operator's name with a reason that the command itself gives.
    ///
    /// - Parameter name: the operator; nil for the user's login name.
    /// - Throws: `Trouble` for an empty name, or an NHS number in the name or the reason.
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

    /// True when the text holds ten digits with a valid check digit (Modulus 11), with or without spaces or hyphens
    /// between them.
    static func holdsNHSNumber(_ text: String) -> Bool {
        text.matches(of: #/\d(?:[ -]?\d){9,}/#).contains { match in
            let digits = match.output.filter(\.isNumber)
            return digits.count == 10 && NHSNumber(String(digits)) != nil
        }
    }
}
