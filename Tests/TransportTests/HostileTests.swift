import Foundation
import Letters
import Mesh
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite("A hostile or half broken mailbox")
struct HostileTests {
    private static let marks = [
        "mex-messageid": "BAD", "mex-messagetype": "DATA", "mex-workflowid": "W_ACK", "mex-to": "HOSP1",
    ]

    private static func isDownload(_ id: String, _ request: StubServer.Request) -> Bool {
        request.method == "GET" && request.path.hasSuffix("/inbox/\(id)")
    }

    @Test("with a download that breaks off is not hammered, and the others are taken")
    func breaksOff() async throws {
        let mesh = try FakeMesh()
        for id in ["BAD", "R1"] { mesh.deliver(id, workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"]) }
        mesh.interpose(.broken(200, headers: Self.marks, announced: 100, body: Data("half".utf8))) {
            Self.isDownload("BAD", $0)
        }
        let stand = try TransportStand(mesh)
        try await stand.running([stand.collector]) {
            // About twelve polls of the inbox: the pause of the broken message grows while polling goes on.
            try await until { mesh.requests.count { $0.path.contains("/inbox?") } >= 40 }
        }
        #expect(mesh.acknowledged == ["R1"])
        #expect(mesh.requests.count { Self.isDownload("BAD", $0) } <= 8)
        let handshakes = mesh.requests.count { $0.method == "POST" && $0.path.split(separator: "/").count == 2 }
        #expect(handshakes <= 4)
        #expect(stand.link.meshStatus.current.collecting?.contains("BAD") == true)
        #expect(MeshPage(status: stand.link.meshStatus.current, now: Date()).needsSomebody)
        #expect(!stand.broker.types.contains("mesh.polled"), "not all of it was read")
    }

    @Test("is asked again after pauses that double, and what is refused for good after hours")
    func pauses() {
        let (memory, start) = (InboxMemory(), Date())
        let broken = MeshError(.unreachable, code: "dropped", detail: "broke off")
        var (now, pauses) = (start, [TimeInterval]())
        for _ in 1...8 {
            memory.noteFailure("BAD", broken, interval: 300, at: now)
            let begun = now
            while memory.isResting("BAD", at: now) { now += 60 }
            pauses.append(now.timeIntervalSince(begun))
        }
        #expect(pauses == [300, 600, 1200, 2400, 3600, 3600, 3600, 3600])
        #expect(memory.isStuck("BAD", at: now) && memory.sentence?.contains("broke off") == true)
        memory.noteFailure("BIG", MeshError(.refused, code: "too-many-chunks", detail: "x"), interval: 1, at: start)
        #expect(memory.isStuck("BIG", at: start) && memory.isResting("BIG", at: start + 3600))
        #expect(!memory.isResting("BIG", at: start + 7 * 3600))
        memory.noteForeign("F", at: start)
        #expect(memory.isForeign("F", at: start + 3600) && !memory.isForeign("F", at: start + 7 * 3600))
    }

    @Test("whose pages lead in a circle is left after a few, with what it held", arguments: [true, false])
    func circle(isItself: Bool) async throws {
        let mesh = try FakeMesh()
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        let (one, two) = (
            "/messageexchange/HOSP1/inbox?continue_from=1", "/messageexchange/HOSP1/inbox?continue_from=2"
        )
        func page(next: String) -> StubServer.Reply {
            .json(200, #"{"messages": ["R1"], "links": {"next": "\#(next)"}}"#)
        }
        mesh.interpose(page(next: isItself ? one : two)) { $0.path == one }
        mesh.interpose(page(next: one)) { $0.path.contains("/inbox?") }
        let stand = try TransportStand(mesh)
        try await stand.running {
            let error = await #expect(throws: MeshError.self) { try await stand.collector.round() }
            #expect(error?.code == "links-circle")
        }
        #expect(mesh.acknowledged == ["R1"])
        #expect(mesh.requests.count { $0.path.contains("/inbox?") } <= 4)
    }

    @Test("whose pages have no end is left")
    func endless() {
        var (tally, pages) = (Collector.Tally(), 0)
        /// Reads pages until the collector refuses the next, and returns their number.
        func note(_ page: (Int) -> InboxPage) -> Int {
            (tally, pages) = (Collector.Tally(), 0)
            while pages < 1000, (try? tally.note(page(pages), after: "/inbox?\(pages)")) != nil { pages += 1 }
            return pages
        }
        #expect(note { InboxPage(messages: [], next: "/inbox?\($0 + 1)") } < Collector.mostIdlePages)
        #expect(note { InboxPage(messages: ["M\($0)"], next: "/inbox?\($0 + 1)") } < Collector.mostPages)
    }

    @Test("full of what fails each time is asked first for what never failed")
    func neverFailedFirst() async throws {
        let mesh = try FakeMesh()
        for number in 1...30 {
            mesh.deliver("BAD\(number)", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        }
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        mesh.interpose(.broken(200, headers: Self.marks, announced: 100, body: Data("half".utf8))) {
            $0.path.contains("/inbox/BAD")
        }
        let stand = try TransportStand(mesh, pollEvery: .zero)
        try await stand.running {
            // The polls follow each other without the usual pause, so that only the order keeps failing messages back.
            for _ in 1...5 { _ = try? await stand.collector.round() }
            try await until { stand.broker.types.contains("mesh.received") }
        }
    }

    private static let broken = [
        StubServer.Reply.silence,
        .raw(Data("HTTP/1.1 200 OK\r\nx-long: \(String(repeating: "y", count: 400_000))\r\n\r\n".utf8)),
        .raw(Data("no HTTP at all\r\n\r\n".utf8)),
    ]

    @Test("full of what cannot be taken does not keep us from the one behind it", arguments: broken.indices)
    func manyBroken(how: Int) async throws {
        let mesh = try FakeMesh()
        for number in 1...30 {
            mesh.deliver("BAD\(number)", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        }
        mesh.deliver("R1", workflow: "W_ACK", body: "x", headers: ["mex-from": "GP1"])
        mesh.interpose(Self.broken[how]) { $0.path.contains("/inbox/BAD") }
        let stand = try TransportStand(mesh)
        try await stand.running([stand.collector]) { try await until { mesh.acknowledged == ["R1"] } }
        #expect(stand.broker.types.filter { $0 == "mesh.received" }.count == 1)
    }
}
