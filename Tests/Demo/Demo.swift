import Foundation
import Letters
import TestSupport

/// One run of the demo, from the first process to the last table.
struct Demo {
    let root: URL
    let environment: SandboxEnvironment
    let letters: Int
    let conversions: Int
    let keep: Bool
    let way: Stand.Plan.Way
    /// Nil where the letters are laid into a drop folder.
    let sender: MLLPSender?

    /// - Returns: true when every letter is where it must be.
    func run() async throws -> Bool {
        var plan = Stand.Plan(.sandbox(environment))
        plan.conversions = conversions
        plan.way = way
        plan.isKept = keep
        plan.others = FormatPractice.all
        plan.sources = try sender?.sources()
        say("Starting in \(root.path)")
        let stand = try await Stand(root: root, plan: plan) { say("  \($0)") }
        do {
            let isGood = try await follow(stand)
            if keep {
                try Kept(directory: root).note(stand)
            } else {
                await stand.stop()
            }
            return isGood
        } catch {
            await stand.stop()
            throw error
        }
    }

    private func follow(_ stand: Stand) async throws -> Bool {
        let makes = SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice, unknownPractice: Stand.unknownPractice)
        let samples =
            sender == nil
            ? makes.varied(letters) + makes.ofEveryFormat(FormatPractice.all, from: letters, isTracked: way == .api)
            : makes.varied(letters).filter(\.isForFeed)
        let address = try stand.reporting()
        say("\nThe reporting page: \(address.absoluteString)/\n")
        if let sender {
            try sender.send(samples)
        } else {
            for sample in samples { try sample.lay(into: stand.drop) }
        }

        var outcome = Outcome(samples)
        var progress = Progress(total: outcome.expected)
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(120 + samples.count)
        while clock.now < deadline {
            try await outcome.look(at: address, stand)
            progress.show(outcome.settled)
            if outcome.isComplete { break }
            try await Task.sleep(for: .milliseconds(250))
        }
        progress.end()

        let evidence = Evidence(stand: stand, address: address, environment: environment)
        try await evidence.write(outcome)
        let troubles = outcome.troubles + (try await evidence.troubles(samples, outcome))
        say(outcome.table)
        for trouble in troubles { say("WRONG: \(trouble)") }
        say(
            troubles.isEmpty
                ? "\nEvery letter is where it must be: \(outcome.expected) of \(outcome.expected)."
                : "\n\(troubles.count) things are not as they must be.")
        say("The reporting page: \(address.absoluteString)/")
        return troubles.isEmpty
    }
}
