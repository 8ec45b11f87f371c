import Foundation
import HL7v2
import Letters
import Messages
import Testing

@testable import Extraction

/// A letter as any source can give it.
struct GivenLetter: Sendable {
    var documentID = "L-1"
    var revision = 1
    var title = "Outpatient clinic letter"
    var isSigned = true
    var hasPractice = true
}

/// A source of any type with an extraction behind it: what the conformance suite does to all of them alike.
protocol SourceRig: Sendable {
    /// Gives a letter and returns when the source has heard, or seen, what became of it.
    func give(_ letter: GivenLetter) async throws
    /// Gives them at the same time.
    func give(all letters: [GivenLetter]) async throws
    func withdraw(_ documentID: String, revision: Int) async throws
    /// Gives what is no letter.
    func giveGarbage() async throws
    /// Ends without a word, and stands up again on the same files.
    func crash() async throws
    func setStoreAway(_ isAway: Bool) throws
    var trouble: String? { get }
    func events() async throws -> [Event]
    func counts() async throws -> Counts.Line
    /// The source names the revision that it takes back.
    var namesRevisions: Bool { get }
}

enum SourceType: String, CaseIterable, CustomTestStringConvertible {
    case dropFolder = "drop-folder"
    case hl7

    var testDescription: String { rawValue }

    func rig() async throws -> any SourceRig {
        switch self {
        case .dropFolder: try DropFolderRig()
        case .hl7: try await HL7Rig()
        }
    }
}

/// Used by one test, a step at a time.
final class DropFolderRig: SourceRig, @unchecked Sendable {
    private let drop: Drop
    private var number = 0

    init() throws { drop = try Drop() }

    let namesRevisions = true
    var trouble: String? { drop.trouble }

    private func lay(_ letter: GivenLetter) throws {
        number += 1
        var dropped = Drop.letter(letter.documentID, revision: letter.revision)
        dropped["title"] = letter.title
        if !letter.isSigned { dropped["status"] = "draft" }
        if !letter.hasPractice { dropped["recipients"] = [[String: Any]]() }
        try drop.lay(dropped, as: letter.isSigned ? "letter-\(number)" : "draft-\(letter.documentID)")
    }

    func give(_ letter: GivenLetter) async throws {
        // What was a draft is written again where it lay.
        let draft = drop.folder.appending(path: "draft-\(letter.documentID)")
        if letter.isSigned {
            for ending in ["json", "pdf"] {
                try? FileManager.default.removeItem(at: draft.appendingPathExtension(ending))
            }
        }
        try lay(letter)
        await drop.scan()
    }

    func give(all letters: [GivenLetter]) async throws {
        for letter in letters { try lay(letter) }
        await drop.scan()
    }

    func withdraw(_ documentID: String, revision: Int) async throws {
        number += 1
        let letter: [String: Any] = ["status": "withdrawn", "documentId": documentID, "revision": revision]
        try drop.lay(letter, as: "withdrawal-\(number)", document: nil)
        await drop.scan()
    }

    func giveGarbage() async throws {
        number += 1
        try Data("{ half".utf8).write(to: drop.folder.appending(path: "garbage-\(number).json"))
        await drop.scan()
    }

    func crash() async throws { try drop.restart() }

    func setStoreAway(_ isAway: Bool) throws {
        let store = drop.state.deletingLastPathComponent().appending(path: "documents")
        let away = store.appendingPathExtension("away")
        try FileManager.default.moveItem(at: isAway ? store : away, to: isAway ? away : store)
    }

    /// Looks again, as the folder does now and then.
    func events() async throws -> [Event] {
        await drop.scan()
        return try await drop.events()
    }

    func counts() async throws -> Counts.Line { try await drop.counts() }
}

/// Used by one test, a step at a time.
final class HL7Rig: SourceRig, @unchecked Sendable {
    private let wire: Wire
    private var number = 0

    init() async throws { wire = try await Wire() }

    let namesRevisions = false
    var trouble: String? { wire.trouble }

    private func sample(_ letter: GivenLetter) -> HL7Sample {
        number += 1
        return HL7Sample.with { sample in
            sample.documentID = letter.documentID
            sample.controlID = "C\(number)"
            // T08 edits the letter of the same number, T02 gives it.
            sample.event = letter.revision > 1 ? "T08" : "T02"
            sample.title = letter.title
            sample.status = letter.isSigned ? "AU" : "IP"
            sample.practice = letter.hasPractice ? "Y00001" : ""
        }
    }

    /// As a sender does: until it is taken or refused.
    private func send(_ sample: HL7Sample) async throws {
        for _ in 0..<600 {
            if let peer = try? await wire.peer(), let code = try await peer.code(of: sample), code != "AE" { return }
            guard wire.trouble == nil else { return }
        }
    }

    func give(_ letter: GivenLetter) async throws { try await send(sample(letter)) }

    func give(all letters: [GivenLetter]) async throws {
        let samples = letters.map(sample)
        let port = wire.port
        try await withThrowingTaskGroup(of: Void.self) { group in
            for place in 0..<8 {
                group.addTask {
                    let peer = try await MLLPPeer(port: port)
                    for sample in stride(from: place, to: samples.count, by: 8).map({ samples[$0] }) {
                        _ = try await peer.code(of: sample)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    func withdraw(_ documentID: String, revision: Int) async throws {
        number += 1
        try await send(
            HL7Sample.with { sample in
                sample.documentID = documentID
                sample.controlID = "C\(number)"
                sample.status = "CA"
            })
    }

    func giveGarbage() async throws { try await send(HL7Sample.with { $0.event = "T99" }) }

    func crash() async throws { try await wire.restart() }

    func setStoreAway(_ isAway: Bool) throws { try wire.setStoreAway(isAway) }

    func events() async throws -> [Event] { try await wire.events() }

    func counts() async throws -> Counts.Line { try await wire.counts() }
}
