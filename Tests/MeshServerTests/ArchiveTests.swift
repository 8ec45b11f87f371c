import Foundation
import NIOCore
import Testing

@testable import MeshServer

@Suite("What outlives mesh-server")
struct ArchiveTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "archive-\(UUID().uuidString)")

    @Test("a message that is half sent can be sent to its end after a restart, chunk by chunk as it was")
    func halfSent() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let before = try SharedExchange(Hospital.settings, archive: try Archive(directory: directory)) { Hospital.now }
        let id = try before.perform { (exchange, now) throws(Refusal) in
            try exchange.send(
                from: "X26HOSP1", Hospital.headers(localID: "L1", chunks: 3), body: ByteBuffer(string: "one"), now: now)
        }
        try upload(2, "two", of: id, to: before)

        let after = try SharedExchange(Hospital.settings, archive: try Archive(directory: directory)) { Hospital.now }
        #expect(after.waiting["Y00001M"] == 0)
        try upload(3, "three", of: id, to: after)
        let chunks = try after.perform { (exchange, now) throws(Refusal) in
            try exchange.message(id, in: "Y00001M", now: now).chunks
        }
        #expect(chunks.map { $0.map { String(buffer: $0) } } == ["one", "two", "three"])
        #expect(after.waiting["Y00001M"] == 1)
    }

    private func upload(_ number: Int, _ text: String, of id: String, to shared: SharedExchange) throws {
        try shared.perform { (exchange, now) throws(Refusal) in
            try exchange.upload(
                chunk: number, of: id, from: "X26HOSP1", range: "\(number):3", encoding: nil,
                body: ByteBuffer(string: text), now: now)
        }
    }
}
