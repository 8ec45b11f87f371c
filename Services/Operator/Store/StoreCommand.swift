import ArgumentParser
import Documents
import Operations

/// `meshpost store`
struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Look into the document store.", subcommands: [Verify.self])

    /// `meshpost store verify`
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Read every object and name those that are damaged.",
            discussion: """
                Takes the store of DOCUMENTS_URL and its key (DOCUMENTS_KEY_FILE), also while services run, and holds each
                object against its name, which is made of its content. Ends with 1 when anything is damaged. What a crash
                left half-written is noted, and is not damaged: nobody was told that it is stored. Changes nothing.
                """)

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let store = try options.documents(try await options.settings())
                let findings = try await store.verify()
                for remnant in findings.remnants { say("left by a crash: \(remnant)") }
                for damage in findings.damages { say("DAMAGED \(damage)") }
                say("\(findings.objects) objects were read.")
                guard !findings.damages.isEmpty else { return say("Nothing is damaged.") }
                throw Trouble(
                    "\(findings.damages.count) things are damaged: bring the objects back from the backup, "
                        + "as OPERATING.md says")
            }
        }
    }
}
