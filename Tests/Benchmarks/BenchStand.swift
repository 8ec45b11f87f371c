import Foundation
import Operations
import TestSupport

/// All services of MeshPost against `mesh-server`, for load.
struct BenchStand {
    let stand: Stand
    private let samples = SampleLetters(
        practices: Stand.practices, folderPractice: Stand.folderPractice, unknownPractice: Stand.unknownPractice,
        run: "b")

    /// Runs `body` with a stand, which is stopped and removed afterwards.
    ///
    /// - Parameters:
    ///   - checks: Whether the real document engine is used.
    ///   - cost: Milliseconds per document of the program in place of the engine.
    ///   - settings: Further settings of conversion.
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

    /// Returns the number of letters that MESH accepted, from transport's counter since its start.
    func sent() async throws -> Int {
        try await counter("transport_sends_total{outcome=\"letter.sent\"}", of: "transport")
    }

    /// Returns the number of letters that the practices filed.
    func filed() -> Int {
        stand.mailboxes.compactMap { stand.surgeries.counts(of: $0) }.reduce(0) { $0 + $1.documents }
    }

    /// Returns a counter of a service since its start; 0 if the service has no HTTP address yet.
    func counter(_ name: String, of service: String) async throws -> Int {
        guard let address = try stand.service(service).address() else { return 0 }
        let (_, body) = try await HTTPQuestion.ask(address.appending(path: "metrics"))
        for line in String(decoding: body, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name + " ") {
            return Int(line.dropFirst(name.count + 1)) ?? 0
        }
        return 0
    }
}
