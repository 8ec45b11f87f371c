import ArgumentParser
import Documents
import Foundation
import Letters
import Messages

extension DocumentCommand {
    /// `meshpost document show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lay a doubted document and its pages side by side, to be looked at.",
            discussion: """
                The files hold a letter: they are for your user alone, and are to be deleted when you have decided. Compare
                every word, number, picture and their order. DOCUMENTS_URL and DOCUMENTS_KEY are those of the services.
                """)

        @OptionGroup var letter: LetterName
        @Option(help: "Where to put what the hospital gave; must not be there yet.")
        var source: String
        @Option(help: "Where to put the pages, a PDF; must not be there yet.")
        var pages: String
        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let settings = try await options.settings()
                let found = try await options.reporting(settings).letter(letter.id)
                guard let shown = found.doubt ?? found.doubtOfSent else { throw Trouble(found.nothingDoubted) }
                let store = try options.documents(settings)
                try await store.lay(shown.doubt.source, at: source)
                try await store.lay(shown.doubt.pages, at: pages)
                say(text(shown, of: found))
            }
        }

        private func text(_ shown: ReportedLetter.Doubt, of letter: ReportedLetter) -> String {
            let id = letter.facts.delivery
            let doubt = shown.doubt
            var lines = [
                "delivery   \(id)", "recipient  \(letter.facts.recipient) (\(letter.facts.role.rawValue))",
                "signed     \(Instant.text(letter.facts.signedAt))", "state      \(letter.state)",
                "doubted    \(doubt.code): \(shown.reason.detail)",
                "source     \(source) (\(doubt.source.mediaType), \(doubt.source.size) bytes)",
                "pages      \(pages) (\(doubt.pages.size) bytes)", "seen       \(shown.seen)",
            ]
            if letter.doubt != nil {
                lines += [
                    "to do      meshpost document release \(id) --seen \(shown.seen) --by NAME --reason …",
                    "           meshpost document refuse \(id) --by NAME --reason …",
                ]
            }
            return lines.joined(separator: "\n")
        }
    }
}

extension ReportedLetter {
    /// The error text for a letter without a doubt to decide.
    var nothingDoubted: String {
        "no document of this letter waits for a person (it is \(state)): see `meshpost letter trace \(facts.delivery)`"
    }

    /// Returns the doubt that waits for a person.
    ///
    /// - Parameter seen: the sign printed by `document show`; nil to skip the comparison.
    /// - Throws: `Trouble` if nothing waits, or something other than what was seen.
    func waitingDoubt(seen: String?) throws -> Doubt {
        guard let doubt else { throw Trouble(nothingDoubted) }
        guard seen == nil || seen?.lowercased() == doubt.seen else {
            throw Trouble(
                "what waits now is not what you have seen (\(doubt.seen)): look at it again with `meshpost document show`"
            )
        }
        return doubt
    }
}

extension DocumentStore {
    /// Writes an object into a new file that only this user can read.
    ///
    /// - Throws: `Trouble` if the file exists or cannot be written; `DocumentStoreError`.
    func lay(_ reference: ObjectReference, at path: String) async throws {
        let reader = try await open(reference)
        let file = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw Trouble("\(path) cannot be made: \(String(cString: strerror(errno))); name a file that is not there")
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        do {
            while let piece = try reader.next() { try handle.write(contentsOf: piece) }
            try handle.close()
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }
}
