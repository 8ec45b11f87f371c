import ArgumentParser

/// `meshpost document …`
struct DocumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "What becomes of a document, and documents about which a person decides.",
        discussion: """
            `meshpost document FILE` says what would become of a document.

            Where a document's pages differ from what was signed, or it holds something of which it is not known whether
            it would be seen, the letter waits on the worklist. Look at both, then release it or refuse it.
            """,
        subcommands: [Inspect.self, Show.self, Release.self, Refuse.self, Recheck.self],
        defaultSubcommand: Inspect.self)
}
