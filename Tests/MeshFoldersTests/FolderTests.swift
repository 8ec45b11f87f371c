import Folders
import Foundation
import TestSupport
import Testing

@testable import MeshFolders

@Suite("The client's folders")
struct FolderTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "client-\(UUID().uuidString)")
    private var folders: ClientFolders { ClientFolders(root: root) }
    private let name = PairName(message: "m1", offer: 1, epoch: 1)
    private let letter = Data("<Bundle/>".utf8)
    private var control: ControlFile {
        var file = ControlFile()
        file.localID = "m1"
        return file
    }

    init() throws {
        for folder in ClientFolders.Folder.allCases {
            try FileManager.default.createDirectory(at: folders.url(folder), withIntermediateDirectories: true)
        }
    }

    private func clean() { try? FileManager.default.removeItem(at: root) }

    private func stage() throws {
        try folders.stage(name, control, size: letter.count) { offset, buffer in
            letter.copyBytes(to: buffer, from: offset..<letter.count)
            return letter.count - offset
        }
    }

    private func lay(_ file: String, _ text: String, in folder: ClientFolders.Folder) throws {
        try Data(text.utf8).write(to: folders.url(folder).appending(path: file))
    }

    private func names(_ folder: ClientFolders.Folder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folders.url(folder).path).sorted()
    }

    @Test("a pair is in OUT only when it is handed over, the data file before the control file")
    func handOver() throws {
        defer { clean() }
        try stage()
        #expect(try names(.outbox).isEmpty)
        #expect(try folders.whereabouts(of: name) == .staged)
        #expect(try folders.handOverData(of: name))
        #expect(try names(.outbox) == ["m1_1_1.dat"])
        #expect(try folders.whereabouts(of: name) == .staged)
        #expect(try folders.handOverControl(of: name))
        #expect(try names(.outbox) == ["m1_1_1.ctl", "m1_1_1.dat"])
        #expect(try folders.whereabouts(of: name) == .withClient)
        #expect(try names(.staging).isEmpty)
    }

    @Test(
        "a pair can be read by the group of OUT and by nobody else, whatever we keep for ourselves",
        .enabled(if: SecondUser.isPossible, "needs root, to be another user"), arguments: [true, false])
    func forTheClient(isStagingThere: Bool) throws {
        defer { clean() }
        umask(0o077)
        for folder in [root, folders.url(.outbox)] {
            chown(folder.path, 0, 23_456)
            chmod(folder.path, 0o2770)
        }
        if !isStagingThere { try FileManager.default.removeItem(at: folders.url(.staging)) }
        #expect(folders.trouble() == nil)
        try stage()
        #expect(try folders.handOver(name))
        for file in try names(.outbox) {
            let url = folders.url(.outbox).appending(path: file)
            #expect(try SecondUser.canRead(url, group: 23_456), "\(file)")
            #expect(try !SecondUser.canRead(url), "\(file)")
            let path = url.path
            #expect(try SecondUser.perform(group: 23_456) { unlink(path) } == 0, "\(file)")
        }
    }

    @Test("a pair that is taken back between its two files can never be handed over by a process that wakes up late")
    func takeBack() throws {
        defer { clean() }
        try stage()
        #expect(try folders.handOverData(of: name))
        #expect(try folders.takeBack(name))
        #expect(try !folders.handOverControl(of: name))
        #expect(try names(.outbox).isEmpty)
        #expect(try !folders.takeBack(name))
        try stage()
        #expect(try folders.handOver(name))
        #expect(try !folders.takeBack(name), "it is the client's now")
        #expect(try names(.outbox).count == 2)
    }

    @Test("a pair is found in SENT and FAILED with what the client says, and gone when it keeps none")
    func whereabouts() throws {
        defer { clean() }
        #expect(try folders.whereabouts(of: name) == .gone)
        try lay("m1_1_1.CTL", "<DTSControl><DTSId>D1</DTSId></DTSControl>", in: .sent)
        guard case .sent(let file) = try folders.whereabouts(of: name) else {
            Issue.record("not in SENT")
            return
        }
        #expect(file?.messageID == "D1")
        let other = PairName("m2_1_1")
        try lay("m2_1_1.ctl", "<DTSControl><Stat", in: .failed)
        #expect(try folders.whereabouts(of: other) == .failed(nil))
    }

    @Test("reading stops short when the source does, and nothing is staged")
    func shortSource() throws {
        defer { clean() }
        #expect(throws: POSIXError.self) { try folders.stage(name, control, size: 10) { _, _ in 0 } }
        #expect(try folders.whereabouts(of: name) == .gone)
    }

    @Test("a message arrives when both files are there and still, a report by itself, half a pair is named")
    func arrivals() throws {
        defer { clean() }
        let now = Date()
        try lay("A.ctl", "<DTSControl><DTSId>20200529_A</DTSId></DTSControl>", in: .inbox)
        try lay("B.dat", "x", in: .inbox)
        try lay("C.ctl", "<DTSControl><MessageType>REPORT</MessageType><DTSId>ours</DTSId></DTSControl>", in: .inbox)
        try lay("D.ctl", "<DTSContr", in: .inbox)
        try lay("D.dat", "x", in: .inbox)
        try lay("E.ctl", "<DTSControl/>", in: .inbox)
        try lay("E.DAT", "x", in: .inbox)
        try lay("notes.txt", "x", in: .inbox)
        let late = try folders.arrivals(quiet: 1, at: now + 10)
        #expect(Set(late.ready.map(\.id)) == ["C", "E"])
        let faults = Dictionary(uniqueKeysWithValues: late.unfinished.map { ($0.name.stem, $0.fault) })
        #expect(faults["A"] == .noData)
        #expect(faults["B"] == .noControl)
        guard case .unreadable = faults["D"] else {
            Issue.record("D is not unreadable")
            return
        }
        #expect(
            try folders.arrivals(quiet: 60, at: now).unfinished.contains { $0.name.stem == "E" && $0.fault == .young })
        try lay("A.dat", "x", in: .inbox)
        let whole = try folders.arrivals(besides: [PairName("C")], quiet: 0, at: now + 10)
        #expect(Set(whole.ready.map(\.id)) == ["20200529_A", "E"])
    }

    @Test("old pairs that are done are cleared, the young and the others stay")
    func clearing() throws {
        defer { clean() }
        try lay("A.ctl", "", in: .sent)
        try lay("A.dat", "", in: .sent)
        try lay("B.ctl", "", in: .sent)
        #expect(try folders.clear(.sent, before: Date() - 60, where: { _ in true }).isEmpty)
        #expect(try folders.clear(.sent, before: Date() + 60, where: { $0.stem == "A" }).map(\.stem) == ["A"])
        #expect(try names(.sent) == ["B.ctl"])
    }

    @Test("what the client leaves in OUT is told, half pairs apart")
    func left() throws {
        defer { clean() }
        try lay("A.ctl", "", in: .outbox)
        try lay("A.dat", "", in: .outbox)
        try lay("B.dat", "", in: .outbox)
        let left = try folders.left()
        #expect(left.half.map(\.name.stem) == ["B"])
        #expect(left.whole.map(\.name.stem) == ["A"])
    }

    @Test("names never repeat and lead back to the message; another's name does not")
    func names() {
        #expect(PairName(message: "m", offer: 2, epoch: 7).message == "m")
        #expect(PairName(message: "m", offer: 2, epoch: 7) != PairName(message: "m", offer: 1, epoch: 7))
        #expect(PairName("SITE_20261123_1A").message == nil)
        #expect(PairName.split("A.B.DAT")?.name.stem == "A.B")
        #expect(PairName.split(".dat") == nil)
        #expect(PairName.split("A.txt") == nil)
    }

    @Test("every change in them is heard", .timeLimit(.minutes(1)))
    func heard() async throws {
        defer { clean() }
        let watch = try folders.watch([.inbox, .outbox])
        var changes = watch.changes.makeAsyncIterator()
        try lay("A.ctl", "<DTSControl/>", in: .inbox)
        await changes.next()
        try stage()
        #expect(try folders.handOver(name))
        await changes.next()
    }

    @Test("folders that are missing or elsewhere are named, with what to do")
    func trouble() throws {
        defer { clean() }
        #expect(folders.trouble() == nil)
        try FileManager.default.removeItem(at: folders.url(.inbox))
        #expect(folders.trouble()?.contains("/IN is not there") == true, "\(folders.trouble() ?? "")")
    }
}
