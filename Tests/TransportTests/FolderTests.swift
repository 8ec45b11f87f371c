import Foundation
import Letters
import Messages
import TestSupport
import Testing

@testable import Transport

@Suite("A letter that goes by folder")
struct FolderTests {
    @Test("lies in the practice's folder with its metadata, under names of ids only, and is told of with proof")
    func laid() async throws {
        let stand = try TransportStand(try FakeMesh())
        let letter = try await SampleLetter(in: stand.documents, channel: .folder)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { !stand.broker.events.isEmpty }
        }
        #expect(stand.broker.types == ["letter.delivered"] && stand.mesh.sent.isEmpty)
        let outcome: LetterOutcome = try #require(stand.broker.events.first).payload()
        let root = stand.directory.appending(path: "folder")
        let proof = try #require(outcome.proof)
        #expect(proof.location == "Y00001/\(letter.message).pdf")
        #expect(try Data(contentsOf: root.appending(path: proof.location)) == letter.body)
        let metadata = try JSONDecoder.meshPost.decode(
            FolderMetadata.self,
            from: try Data(contentsOf: root.appending(path: "Y00001/\(letter.message).json")))
        #expect(metadata.sha256 == proof.sha256 && metadata.file == "\(letter.message).pdf")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Y00001").path)
        #expect(
            Set(names)
                == ["\(letter.message).pdf", "\(letter.message).json", "\(letter.message).metadata.xml"])
        let xml = try Data(contentsOf: root.appending(path: "Y00001/\(letter.message).metadata.xml"))
        #expect(try metadata.xml == xml)
    }

    @Test(
        "can be read by the group of the practices' folder and by nobody else, whatever transport keeps for itself",
        .enabled(if: SecondUser.isPossible, "needs root, to be another user"))
    func forOthers() async throws {
        umask(0o077)
        let stand = try TransportStand(try FakeMesh())
        let root = stand.directory.appending(path: "folder")
        chmod(stand.directory.path, 0o755)
        chown(root.path, 0, 23_456)
        chmod(root.path, 0o2770)
        let letter = try await SampleLetter(in: stand.documents, channel: .folder)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types == ["letter.delivered"] }
        }
        for name in ["pdf", "metadata.xml", "json"] {
            let file = root.appending(path: "Y00001/\(letter.message).\(name)")
            #expect(try SecondUser.canRead(file, group: 23_456), "\(name)")
            #expect(try !SecondUser.canRead(file), "\(name)")
        }
        // The practice's system deletes a file after filing it.
        let file = root.appending(path: "Y00001/\(letter.message).json").path
        #expect(try SecondUser.perform(group: 23_456) { unlink(file) } == 0)
    }

    @Test("leaves also while MESH is away")
    func withoutMesh() async throws {
        let stand = try TransportStand(try FakeMesh())
        stand.mesh.setDown(true)
        let letter = try await SampleLetter(in: stand.documents, channel: .folder)
        try await stand.running {
            try await stand.tell(letter.converted)
            try await until { stand.broker.types == ["letter.delivered"] }
        }
    }
}
