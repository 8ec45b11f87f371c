public import ArgumentParser
import Foundation
public import Letters
import Operations

/// `meshpost practices import`
struct PracticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "practices", abstract: "See to the practices file.", subcommands: [Import.self])

    /// `meshpost practices import`: updates the practices file from the national list.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the practices file up to NHS England's list of practices (epraccur.csv).",
            discussion: """
                Takes names, first and last days and new practices from the list, and successors from succ.csv. What the
                trust decided stays: system, format, workflow, mailbox, channel, size, assurance. The file is replaced at
                once; the services read it within three seconds.
                """)

        @Argument(help: "epraccur.csv, as the Organisation Data Service publishes it.")
        var extract: String

        @Option(help: "succ.csv: who took over whose patients.")
        var successors: String?

        @Option(help: "The practices file; the setting PRACTICES_FILE unless told. Made where there is none.")
        var into: String?

        @Option(help: "System of practices that are added, which the list does not know.")
        var system = Practice.System.other

        @Option(help: "Channel of practices that are added.")
        var channel = Channel.mesh

        @Flag(help: "Say what would change, and change nothing.")
        var dryRun = false

        @OptionGroup var options: OperatorOptions

        func run() async throws {
            try await options.guarded {
                let path = try await file()
                let former = FileManager.default.contents(atPath: path)
                let practices: Practices
                let national: NationalExtract
                do {
                    practices = try former.map { try Practices(csv: $0) } ?? Practices(rows: [])
                } catch {
                    throw Trouble("\(path): \(error)")
                }
                do {
                    national = try NationalExtract(
                        epraccur: try InputFile.read(extract), successors: try successors.map(InputFile.read))
                } catch let error as PracticesError {
                    throw Trouble("\(extract): \(error.faults.prefix(20).map(\.description).joined(separator: "; "))")
                }
                let (imported, changes) = practices.importing(national, system: system, channel: channel)
                say(Self.words(changes))
                guard !dryRun, imported != practices || former == nil else { return say("Nothing is written.") }
                let bytes = imported.csv
                // The written file must be one that the services can read.
                _ = try Practices(csv: bytes)
                try Self.write(bytes, to: path)
                say("\(path) has \(imported.rows.count) rows.")
            }
        }

        private func file() async throws -> String {
            if let into { return into }
            let setting = ConversionSetting.practices
            guard let path = try await options.settings().text(of: setting) else {
                throw SettingError(setting, "is missing: set it to the practices file, or give --into FILE")
            }
            return path
        }

        /// Replaces the file and keeps its group and permissions. A new file gets the folder's group and mode 0640,
        /// since conversion runs as another user.
        static func write(_ bytes: Data, to path: String) throws {
            var former = stat()
            let isThere = stat(path, &former) == 0
            if !isThere { _ = stat(URL(filePath: path).deletingLastPathComponent().path, &former) }
            try bytes.write(to: URL(filePath: path), options: .atomic)
            _ = chown(path, uid_t.max, former.st_gid)
            _ = chmod(path, isThere ? former.st_mode & 0o777 : 0o640)
        }

        /// Returns one line for each sort of change, with up to 12 ODS codes.
        static func words(_ changes: Practices.Changes) -> String {
            let sorts = [
                ("added", changes.added), ("renamed", changes.renamed), ("closed", changes.closed),
                ("merged into another", changes.merged), ("dormant, left as they are", changes.dormant),
                ("not in the national list, left as they are", changes.missing),
            ].map { words, codes in
                let some = codes.prefix(12).map(\.description).joined(separator: " ")
                return "\(words): \(codes.count)" + (codes.isEmpty ? "" : " (\(some)\(codes.count > 12 ? " …" : ""))")
            }
            let doubts = changes.doubtful.sorted { $0.key.description < $1.key.description }.map { ods, doubt in
                "no successor is taken for \(ods), write it into the file by hand: \(doubt)"
            }
            return (sorts + doubts).joined(separator: "\n")
        }
    }
}

extension Practice.System: ExpressibleByArgument {}
extension Channel: ExpressibleByArgument {}
