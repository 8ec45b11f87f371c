import Foundation
import Operations
import TestSupport
import Testing

/// Tests the images that `deploy/images/build` makes; `deploy/test --containers` runs them.
@Suite(
    "The containers", .serialized,
    .enabled(
        if: ServiceImages.told != nil && Scenario.isPossible,
        "no images: run deploy/test --containers, as root, with podman and buildah"))
struct ContainerTests {
    /// The measurements that the test prints as JSON.
    private struct Figures: Encodable {
        var imageBytes: [String: Int] = [:]
        var startMilliseconds: [String: Int] = [:]
        var residentBytes: [String: Int] = [:]
    }

    @Test(
        "run without rights, and end with every letter where it must be, once, though each is killed in the midst of them",
        .timeLimit(.minutes(20)))
    func eachKilled() async throws {
        let directory = Scenario.directory("containers")
        var plan = try Scenario.plan()
        plan.images = ServiceImages.told
        plan.conversions = 3
        let stand = try await Stand(root: directory, plan: plan)
        defer { for service in stand.services { service.container?.remove() } }
        for service in stand.services { try expectWalls(around: try #require(service.container), of: service) }

        var figures = Figures()
        var due = Held()
        for (round, victim) in stand.services.enumerated() {
            var batch = Batch(stand, run: "c\(round)", letters: 24)
            for sample in batch.samples { try sample.lay(into: stand.drop) }
            try await batch.isUnderWay()
            try await victim.kill()
            let begin = ContinuousClock.now
            try victim.child.start()
            try await victim.ready()
            figures.startMilliseconds[victim.name] = Int((ContinuousClock.now - begin) / .milliseconds(1))

            let strays = await batch.strays(within: .seconds(180))
            #expect(strays.isEmpty, "after \(victim.name) was killed")
            due = due + batch.due
            #expect(stand.held == due, "after \(victim.name) was killed")
        }
        for service in stand.services {
            figures.imageBytes[service.name] = try service.container?.imageSize()
            figures.residentBytes[service.name] = try await residentBytes(service)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print("containers: \(String(decoding: try encoder.encode(figures), as: UTF8.self))")
        await stand.stop()
        try FileManager.default.removeItem(at: directory)
    }

    private func expectWalls(around container: ServiceContainer, of service: ServiceProcess) throws {
        #expect(try container.inspect("{{.HostConfig.ReadonlyRootfs}}") == "true")
        let process = try container.inspect("{{.State.Pid}}")
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        for line in ["CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Uid:\t10001\t10001"] {
            #expect(status.contains(line), "\(service.name): \(status)")
        }
        let stage = service.name.prefix { $0 != "-" }
        try container.execute("/usr/bin/\(stage)", "--health")
    }

    private func residentBytes(_ service: ServiceProcess) async throws -> Int? {
        let address = try #require(try service.address())
        let (_, body) = try await HTTPQuestion.ask(address.appending(path: "metrics"))
        let text = String(decoding: body, as: UTF8.self)
        return text.firstMatch(of: /(?m)^process_resident_memory_bytes (\d+)$/).flatMap { Int($0.1) }
    }
}
