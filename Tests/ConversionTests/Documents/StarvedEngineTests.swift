import Foundation
import Letters
import Messages
import Pipeline
import Renditions
import Synchronization
import TestSupport
import Testing

@testable import Conversion
@testable import Engines

@Suite("A document engine that the machine starves")
struct StarvedEngineTests {
    private let signedAt = CorpusTests.signedAt

    @Test(
        "is never the letter's fault: killed for memory, or slow because the machine is busy",
        arguments: ["kill -9 $$", "sleep 60"])
    func notTheLetter(script: String) async throws {
        let file = try Pretender.engine(script)
        defer { try? FileManager.default.removeItem(at: file) }
        let engines = DocumentEngines(file, bounds: .init(seconds: 30, patience: 0.3))
        await #expect(throws: DocumentEngines.Starved.self) {
            try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        }
        #expect(engines.health == EngineHealth(working: 0, most: 1) && engines.health.isStarved)
    }

    @Test("is told by the control group's count where the kernel ended a part of it")
    func counted() async throws {
        let file = try Pretender.engine("exit 1")
        defer { try? FileManager.default.removeItem(at: file) }
        let count = Mutex(0)
        let engines = DocumentEngines(
            file,
            memoryKills: {
                count.withLock {
                    $0 += 1
                    return $0
                }
            })
        await #expect(throws: DocumentEngines.Starved.self) {
            try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        }
    }

    @Test("leaves the letter to be tried again later, and not refused")
    func later() async throws {
        let file = try Pretender.engine("kill -9 $$")
        defer { try? FileManager.default.removeItem(at: file) }
        let stand = try Stand(engine: file)
        defer { stand.remove() }
        let event = try await stand.extracted(try await Sample.record(in: stand.store))
        let failure = await #expect(throws: StageFailure.self) { try await stand.handle(event) }
        guard case .later(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.code == "document-engine-starved")
    }

    @Test("is told to readiness at once, with what to do, until the next document of its kind goes well")
    func told() async throws {
        let shortage = FileManager.default.temporaryDirectory.appending(path: "shortage-\(UUID().uuidString)")
        try Data().write(to: shortage)
        let real = try #require(ProductDirectory.executable("document-engine"))
        let file = try Pretender.engine("[ -e \(shortage.path) ] && kill -9 $$; exec \(real.path) \"$@\"")
        defer { for file in [file, shortage] { try? FileManager.default.removeItem(at: file) } }
        let told = Mutex<[String?]>([])
        let engines = DocumentEngines(file, setReadiness: { sentence in told.withLock { $0.append(sentence) } })
        for _ in 1...2 {
            await #expect(throws: DocumentEngines.Starved.self) {
                try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
            }
        }
        #expect(told.withLock { $0.count } == 1)
        #expect(told.withLock { $0.last??.contains("fewer workers") } == true)
        try FileManager.default.removeItem(at: shortage)
        _ = try await engines.render(SamplePDFs.plain, as: .pdf, limit: nil, signedAt: signedAt)
        #expect(told.withLock { $0.count == 2 && $0[1] == nil })
    }

    @Test("leaves fewer to work, until twenty documents went well for each")
    func fewer() {
        var allowance = EngineAllowance()
        for _ in 0..<8 { allowance.begin() }
        allowance.starved()
        #expect(allowance.most == 4)
        #expect(!allowance.isFree)
        for _ in 0..<5 { allowance.end() }
        #expect(allowance.isFree)
        allowance.starved()
        #expect(allowance.most == 1)
        for _ in 0..<20 { allowance.wentWell() }
        #expect(allowance.most == 2)
        for _ in 0..<200 { allowance.wentWell() }
        #expect(allowance.most == nil)
    }

    @Test("never lets more work than there are workers, however well all goes")
    func limited() {
        var allowance = EngineAllowance(limit: 2)
        allowance.begin()
        #expect(allowance.isFree)
        allowance.begin()
        #expect(!allowance.isFree)
        for _ in 0..<200 { allowance.wentWell() }
        #expect(!allowance.isFree)
        allowance.end()
        #expect(allowance.isFree)
    }

    @Test("is counted in control groups of either version, and nowhere else")
    func controlGroups() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "groups-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        func put(_ path: String, _ text: String) throws {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        #expect(MemoryKills(root).count == nil)
        try put("proc/self/cgroup", "0::/service\n")
        try put("sys/fs/cgroup/memory.events", "low 0\noom 3\noom_kill 2\n")
        #expect(MemoryKills(root).count == 2)
        try put("sys/fs/cgroup/service/memory.events", "oom 9\noom_kill 7\n")
        #expect(MemoryKills(root).count == 7)
        try put("proc/self/cgroup", "5:cpu,memory:/old\n")
        try put("sys/fs/cgroup/memory/old/memory.oom_control", "under_oom 0\noom_kill 4\n")
        #expect(MemoryKills(root).count == 4)
    }
}
