import Foundation
import Operations
import TestSupport

/// The whole of MeshPost against `mesh-server`, for load.
struct BenchStand {
    let stand: Stand
    private let samples = SampleLetters(
        practices: Stand.practices, folderPractice: Stand.folderPractice, unknownPractice: Stand.unknownPractice,
        run: "b")

    /// Runs `body` with a stand that is gone afterwards.
    ///
    /// - Parameters:
    ///   - checks: whether the document engine itself is used.
    ///   - cost: milliseconds that a document takes in place of it.
    ///   - settings: further settings of conversion.
    static func with(
        conversions: Int, checks: Checks, cost: Int = 0, settings: [String: String] = [:],
        _ body: (BenchStand) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "meshpost-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var plan = Stand.Plan(.strict(StrictMesh.Options()))
        plan.conversions = conversions
        plan.settings["transport"] = ["MESH_TRACK_SECONDS": "3600"]
        plan.settings["conversion"] = settings
        if checks == .none {
            let engine = try EngineProgram(in: directory, milliseconds: cost)
            plan.settings["conversion"]?["CONVERSION_DOCUMENT_ENGINE"] = engine.path
        }
        let stand = try await Stand(root: directory, plan: plan)
        do {
            try await body(BenchStand(stand: stand))
        } catch {
            await stand.stop()
            throw error
        }
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    func lay(_ letters: Range<Int>) throws {
        for index in letters { try samples.plain(index).lay(into: stand.drop) }
    }

    /// Letters that MESH has accepted, as transport counts them since its start.
    func sent() async throws -> Int {
        try await counter("transport_sends_total{outcome=\"letter.sent\"}", of: "transport")
    }

    /// Letters that the practices have filed.
    func filed() -> Int {
        stand.mailboxes.compactMap { stand.surgeries.counts(of: $0) }.reduce(0) { $0 + $1.documents }
    }

    /// A counter of one of the services since its start; 0 while it serves none.
    func counter(_ name: String, of service: String) async throws -> Int {
        guard let address = try stand.service(service).address() else { return 0 }
        let (_, body) = try await HTTPQuestion.ask(address.appending(path: "metrics"))
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name + " ") {
            return Int(line.dropFirst(name.count + 1)) ?? 0
        }
        return 0
    }
}
