import Foundation
import Letters
import Logging
import Mesh
import Messages
import Operations
import Pipeline
import TestSupport
import Testing

@testable import Transport

@Suite("The workflows that are ours")
struct OurWorkflowsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func workflows(_ settings: [String: String] = [:], told: Set<String> = []) throws -> OurWorkflows {
        let context = ServiceContext(
            stage: .transport, settings: Settings(settings), logger: Logger(label: "test"), health: Health(),
            metrics: MetricsRegistry())
        return try OurWorkflows(context, told: told)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let url = folder.url.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private static let practices = """
        ods,name,system,kind,format,workflow,mailbox,channel,max_bytes,assured,active_from,active_to
        Y00001,,EMIS,,kettering,OWN_LETTERS,,mesh,,,,

        """

    @Test("are, unless they are named, those of the formats, of both files, and of what the ledger sent")
    func unset() async throws {
        let stand = try TransportStand(try FakeMesh())
        let files = try [
            "PRACTICES_FILE": file("practices.csv", Self.practices),
            "ROUTING_FILE": file("formats.json", #"{"routes": [], "workflows": {"itk2": "AGREED_LETTERS"}}"#),
        ]
        let national: Set = [
            "TOC_FHIR_IP_DISCH", "TOC_FHIR_MH_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_OP_ATTEN",
            "GPCONNECT_SEND_DOCUMENT",
        ]
        #expect(try await workflows().current(stand.journal).workflows == national)
        let agreed = try await workflows(files).current(stand.journal).workflows
        #expect(agreed == national.union(["OWN_LETTERS", "AGREED_LETTERS"]))
        #expect(try await workflows(files, told: ["W"]).current(stand.journal).workflows == ["W"])

        let letter = try await SampleLetter(in: stand.documents)
        var converted: LetterConverted = try letter.converted.payload()
        converted.workflow = "FORMER_LETTERS"
        try await stand.tell(
            try Event(
                .letterConvertedForMesh, converted, about: letter.facts.delivery.description, cause: "former",
                from: .conversion, at: Date()))
        #expect(try await workflows().current(stand.journal).workflows == national.union(["FORMER_LETTERS"]))
        let later = Date() + WorkflowRows.retention + 60
        #expect(try await workflows().current(stand.journal, at: later).workflows == national)
    }

    @Test("are refused at start where a file of them cannot be read")
    func faults() throws {
        for settings in try [
            ["PRACTICES_FILE": file("practices.csv", "ods,name\n")], ["ROUTING_FILE": file("formats.json", "[]")],
            ["PRACTICES_FILE": folder.url.appending(path: "none.csv").path],
        ] {
            #expect(throws: SettingError.self) { try workflows(settings) }
        }
    }

    @Test("are asked for at each reading of the mailbox: what was not ours is taken once it is")
    func grows() async throws {
        let mesh = try FakeMesh()
        mesh.deliver("N1", workflow: "NEW_LETTERS_ACK", body: "x", headers: ["mex-from": "GP1"])
        mesh.deliver("F1", workflow: "PATH_MEDRPT_V3", body: "x", headers: ["mex-from": "LAB"])
        let stand = try TransportStand(mesh)
        let path = try file("formats.json", #"{"routes": []}"#)
        let workflows = try workflows(["ROUTING_FILE": path])
        let collector = Collector(
            inbox: stand.link, journal: stand.journal, documents: stand.documents,
            filter: { try await workflows.current(stand.journal) }, interval: .milliseconds(20), wakeup: Wakeup(),
            meshStatus: stand.link.meshStatus, logger: stand.logger)
        try await stand.running([collector] + workflows.services) {
            try await until { stand.link.meshStatus.current.foreign == 2 }
            #expect(mesh.acknowledged.isEmpty)
            _ = try file("formats.json", #"{"routes": [], "workflows": {"kettering": "NEW_LETTERS"}}"#)
            try await until { mesh.acknowledged == ["N1"] }
            try await until { stand.link.meshStatus.current.foreign == 1 }
        }
        #expect(stand.broker.types.filter { $0 == "mesh.received" }.count == 1)
    }
}
