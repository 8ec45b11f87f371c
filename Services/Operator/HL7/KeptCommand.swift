import ArgumentParser
import Documents
import Foundation
import Letters
import Messages
import Operations

/// `meshpost hl7 kept [ITEM --to FILE]`
struct KeptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kept",
        abstract: "List what extraction kept of broken frames and withheld messages, or lay one out.",
        discussion: """
            Without ITEM, lists what was kept last, without patient data. With ITEM, as the worklist and the log name it, the
            bytes are written into FILE, for your user alone: it holds a letter, and is to be deleted when it was looked at.
            Extraction is found by HEALTH_URLS or --addresses; DOCUMENTS_URL and DOCUMENTS_KEY are those of the services.
            """)

    @Argument(help: "What is to be laid out.")
    var item: String?
    @Option(help: "Where to put it; must not be there yet.")
    var to: String?
    @Option(help: "A JSON file: {\"extraction\": \"http://127.0.0.1:8081\", …}.")
    var addresses: String?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            let settings = try await options.settings()
            let all = try ServiceAddresses.read(file: addresses, list: try settings.value(of: OperatorSetting.health))
            let services = all.filter { $0.name.hasPrefix("extraction") }
            guard !services.isEmpty else {
                throw Trouble("no address of extraction is named in HEALTH_URLS or --addresses")
            }
            var kept: [KeptObject] = []
            for service in services {
                let (status, body) = try await HTTPReader().get(
                    service.base.appending(path: "kept"), unreachable: "where \(service.name) should be: does it run?")
                guard status == 200 else { throw Trouble("\(service.name) answers \(status) to /kept: see its log") }
                kept += try JSONDecoder.meshPost.decode([KeptObject].self, from: body)
            }
            guard let item else { return list(kept) }
            guard let found = kept.first(where: { $0.item == item }) else {
                throw Trouble("\(item) is not among the last that were kept: list them without ITEM")
            }
            guard let to else { throw Trouble("name a file for it with --to") }
            try await options.documents(settings).lay(found.object, at: to)
            say("\(found.object.size) bytes are in \(to). They hold a letter: delete the file when you have looked.")
        }
    }

    private func list(_ kept: [KeptObject]) {
        guard !kept.isEmpty else { return say("Nothing was kept.") }
        var table = Table("ITEM", "SOURCE", "AT", "BYTES", "WHY")
        for one in kept { table.add(one.item, one.source, one.at, "\(one.object.size)", one.why) }
        say(table.text)
    }
}

/// One entry of extraction's list `/kept`.
private struct KeptObject: Decodable {
    var item: String
    var source: String
    var at: String
    var why: String
    var object: ObjectReference
}
