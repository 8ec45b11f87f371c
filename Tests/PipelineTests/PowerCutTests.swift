import Foundation
import TestSupport
import Testing

/// Cuts the power of the machine of all services at random moments. The disk then holds what was synchronised and a
/// random part of the rest. `deploy/test --long storm` runs many such cuts, which `MESHPOST_STORM_SEED`,
/// `MESHPOST_STORMS` and `MESHPOST_STORM_LETTERS` control.
@Suite("A power cut", .serialized, .enabled(if: Scenario.isPossible))
struct PowerCutTests {
    @Test("in the midst of letters, again and again, loses nothing and doubles nothing", .timeLimit(.minutes(60)))
    func again() async throws {
        let environment = ProcessInfo.processInfo.environment
        let isLong = LongPart.storm.isAsked
        func number(_ name: String) -> UInt64? { environment["MESHPOST_STORM\(name)"].flatMap(UInt64.init) }
        let first = number("_SEED") ?? (isLong ? UInt64.random(in: 1...999_999) : 17)
        let letters = Int(isLong ? number("_LETTERS") ?? 300 : 36)
        for seed in first..<(first + (isLong ? number("S") ?? 5 : 1)) {
            let cuts = PowerCuts(seed: seed, letters: letters, cuts: isLong ? max(3, letters / 25) : 3)
            print("power cuts: MESHPOST_STORM_SEED=\(seed), \(letters) letters, \(cuts.cuts.count) cuts")
            try await rage(cuts)
        }
    }

    private func rage(_ cuts: PowerCuts) async throws {
        let root = try Self.root()
        let disk = try Stand.disk(in: root)
        var plan = Self.plan(cuts.seed, form: cuts.seed.isMultiple(of: 4) ? "files" : "segments")
        plan.keepFiles(on: disk)
        let stand = try await Stand(root: root, plan: plan)
        let samples = Self.samples(cuts.letters)
        var draw = cuts.draw
        var lost = (names: 0, contents: 0)
        var waiting = samples[...]
        let share = (samples.count + cuts.cuts.count - 1) / cuts.cuts.count
        for cut in cuts.cuts {
            let former = try stand.lying(in: "taken")
            for sample in waiting.prefix(share) { try sample.lay(into: stand.drop) }
            waiting = waiting.dropFirst(share)
            try await Task.sleep(for: cut.pause)
            if let name = cut.killed {
                let victim = stand.service(name).child
                #expect(victim.isRunning, "\(name) ended before it was killed")
                victim.kill()
                try victim.start()
                try await Task.sleep(for: cut.rest)
            }
            let report = try stand.cut(disk, &draw, cut.mood, patience: .seconds(5))
            #expect(report.faults.isEmpty, "seed \(cuts.seed)")
            lost = (lost.names + report.names.count, lost.contents + report.contents.count)
            try stand.undoMoves(cut.undone, since: former, &draw)
            try await stand.restart()
        }
        let faults = try await Self.faults(stand, Outcome(samples), letters: samples.count)
        #expect(faults.isEmpty, "seed \(cuts.seed); all that it left is in \(root.path)")
        print("power cuts: \(lost.names) names and the contents of \(lost.contents) files were not as they had been")
        #expect(lost.contents > 0, "no cut came while something was not on the disk: it tries nothing")
        await stand.stop()
        if faults.isEmpty { try FileManager.default.removeItem(at: root) }
    }

    /// What a killed service had written but not synchronised, by suffix of the files.
    enum Left: String, CaseIterable, CustomTestStringConvertible {
        /// The restarted service reads these commits, and acknowledges events that they contain.
        case commits = ".sqlite-wal"
        /// The restarted service appends to these segments.
        case segments = "/segments"

        var testDescription: String { self == .commits ? "commits" : "names of segments" }
    }

    @Test(
        "loses nothing that a service took over from a killed one which had not brought it to the disk",
        .timeLimit(.minutes(10)), arguments: Left.allCases)
    func takenOver(left: Left) async throws {
        let root = try Self.root()
        let disk = try Stand.disk(in: root)
        var plan = Self.plan(1)
        plan.keepFiles(on: disk, deaf: [left.rawValue])
        let stand = try await Stand(root: root, plan: plan)
        let samples = Self.samples(24)
        for sample in samples[..<12] { try sample.lay(into: stand.drop) }
        #expect(try await Self.faults(stand, Outcome(Array(samples[..<12])), letters: 12).isEmpty)
        for service in stand.services { service.child.signal(SIGKILL) }
        for service in stand.services { service.child.kill() }
        stand.hear()
        try await stand.restart()
        if left == .segments {
            for sample in samples[12...] { try sample.lay(into: stand.drop) }
            #expect(try await Self.faults(stand, Outcome(samples), letters: samples.count).isEmpty)
        }
        let objects = try await stand.verification()
        var draw = SplitMix(state: 1)
        let report = try stand.cut(disk, &draw, PowerCut.Mood(names: .nothing, contents: .nothing))
        #expect(report.faults.isEmpty)
        try await stand.restart()
        #expect(try await stand.verification() == objects)
        if left == .commits { for sample in samples[12...] { try sample.lay(into: stand.drop) } }
        let faults = try await Self.faults(stand, Outcome(samples), letters: samples.count)
        #expect(faults.isEmpty, "all that it left is in \(root.path)")
        await stand.stop()
        if faults.isEmpty { try FileManager.default.removeItem(at: root) }
    }

    /// Suffixes of the files whose synchronisation is ignored, one set per test case.
    static let kept: [[String]] =
        [[".segment"]]
        + (LongPart.storm.isAsked
            ? ["extraction", "reporting"].map { ["\($0).sqlite", "\($0).sqlite-wal"] } : [])

    @Test(
        "that meets services which forget to bring a file to the disk is not survived, and this is seen",
        .timeLimit(.minutes(10)), arguments: PowerCutTests.kept)
    func forgotten(endings: [String]) async throws {
        let root = try Self.root()
        let disk = try Stand.disk(in: root)
        var plan = Self.plan(1)
        plan.keepFiles(on: disk, deaf: endings)
        let stand = try await Stand(root: root, plan: plan)
        var batch = Batch(stand, run: "f", letters: 40)
        for sample in batch.samples { try sample.lay(into: stand.drop) }
        try await batch.isUnderWay()
        var draw = SplitMix(state: 1)
        let report = try stand.cut(disk, &draw, PowerCut.Mood(names: .nothing, contents: .nothing))
        #expect(report.faults.isEmpty)
        #expect(report.contents.contains { path in endings.contains { path.hasSuffix($0) } })
        try await stand.restart()
        var outcome = Outcome(batch.samples)
        let loss: [String] = try await eventually("the loss is seen", within: .seconds(60), every: .seconds(1)) {
            try await outcome.look(at: stand.reporting(), stand)
            if outcome.isComplete {
                let faults = try await stand.faults(outcome, letters: batch.samples.count)
                return faults.isEmpty ? nil : faults
            }
            return try stand.isStill() || stand.missesObjects() ? outcome.troubles : nil
        }
        #expect(!loss.isEmpty)
        await stand.stop()
        try FileManager.default.removeItem(at: root)
    }
}

extension PowerCutTests {
    /// Returns a folder for a stand by its real path, because the library compares paths as processes resolve them.
    private static func root() throws -> URL {
        let root = Scenario.directory("power")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        guard let path = realpath(root.path, nil) else { throw POSIXError(.ENOENT) }
        defer { free(path) }
        return URL(filePath: String(cString: path))
    }

    /// Returns a plan in which one send in ten loses its answer after MESH accepted it.
    ///
    /// - Parameter form: The kind of document store (`DOCUMENTS_FORM`).
    private static func plan(_ seed: UInt64, form: String = "segments") -> Stand.Plan {
        var options = StrictMesh.Options()
        options.seed = seed
        options.faultRules = [.init(.lost, on: .send, rate: 0.1)]
        var plan = Stand.Plan(.strict(options))
        plan.sharesNode = true
        for stage in ["extraction", "conversion", "transport", "acknowledgement"] {
            plan.settings[stage] = ["DOCUMENTS_FORM": form]
        }
        plan.seed = seed
        return plan
    }

    private static func samples(_ count: Int) -> [SampleLetter] {
        SampleLetters(
            practices: Stand.practices, folderPractice: Stand.folderPractice,
            unknownPractice: Stand.unknownPractice, run: "p"
        ).varied(count)
    }

    /// Waits for the end and returns every deviation from the expected results.
    private static func faults(_ stand: Stand, _ outcome: Outcome, letters: Int) async throws -> [String] {
        var outcome = outcome
        let drafts = outcome.rows.count { $0.wanted == "draft" }
        _ = try? await eventually("every letter is where it must be", within: .seconds(180), every: .seconds(1)) {
            try await outcome.look(at: stand.reporting(), stand)
            return try outcome.isComplete && stand.lying().count == 2 * drafts ? true : nil
        }
        await stand.settle(within: .seconds(60))
        try await outcome.look(at: stand.reporting(), stand)
        var faults = try await stand.faults(outcome, letters: letters) + stand.parked()
        let lying = try stand.lying().count
        if lying != 2 * drafts { faults.append("\(lying) files lie in the drop folder, of \(drafts) drafts") }
        let verification = try await stand.verification()
        if !verification.hasSuffix("Nothing is damaged.\n") { faults.append(verification) }
        return faults
    }
}

extension Stand {
    /// Returns the output of `meshpost store verify`.
    fileprivate func verification() async throws -> String {
        try await OperatorTool().run(
            "store", "verify",
            settings: [
                "DOCUMENTS_URL": root.appending(path: "documents").absoluteString,
                "DOCUMENTS_KEY_FILE": root.appending(path: "secrets/documents.key").path,
            ]
        ).text
    }

    /// True if a service has logged that an object is missing.
    fileprivate func missesObjects() throws -> Bool {
        try services.contains { try $0.child.output().contains("object-missing") }
    }

    /// Returns the files of letters in the drop folder, or in a folder below it.
    fileprivate func lying(in folder: String = "") throws -> Set<String> {
        let names = try? FileManager.default.contentsOfDirectory(atPath: drop.appending(path: folder).path)
        return Set((names ?? []).filter { $0.hasSuffix(".json") || $0.hasSuffix(".pdf") })
    }

    /// Moves letters back to the drop folder, as after a power cut on the hospital's server that lost the renames:
    /// either both files, or only the `.json`, which extraction moves last. The files are the same as before.
    ///
    /// - Parameters:
    ///   - share: Percentage of the letters to move back.
    ///   - former: Files that are not moved.
    fileprivate func undoMoves(_ share: Int, since former: Set<String>, _ draw: inout SplitMix) throws {
        let taken = drop.appending(path: "taken")
        for name in try lying(in: "taken").subtracting(former).sorted() where name.hasSuffix(".json") {
            guard Int.random(in: 0..<100, using: &draw) < share else { continue }
            let document = name.dropLast(".json".count) + ".pdf"
            for name in Bool.random(using: &draw) ? [name] : [name, String(document)] {
                _ = rename(taken.appending(path: name).path, drop.appending(path: name).path)
            }
        }
    }
}
