import Documents
import Foundation
import Letters
import Messages
import Pipeline
import Testing

@testable import Acknowledgement

@Suite("An answer that was made to end its reader")
struct HostileAnswerTests {
    private let bench: StageUnderTest
    private let store: DocumentStore
    private let reader: AnswerReader

    init() throws {
        bench = try StageUnderTest()
        let folder = FileManager.default.temporaryDirectory.appending(path: "answers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try DocumentStore(folder, key: nil)
        reader = AnswerReader(store: store)
    }

    @Test(
        "is told as unreadable, and its content is not",
        arguments: [
            ("<Ann valu", [0xE5], #"="x"/>"#), ("<A", [0xE5], "nn/>"), ("<Ann value=\"", [0xE5], "\"/>"),
            ("<?Ann?>", [], ""), ("<!DOCTYPE Ann [<!ENTITY Ann 'x'>]>", [], "<Ann>&Ann;</Ann>"),
            ("<?xml version='1.0' encoding='UTF-7'?>", [], "+ADw-Ann/+AD4-"), ("<Ann>", [0], "</Ann>"), ("", [], ""),
            (String(repeating: "<Ann>", count: 101), [], String(repeating: "</Ann>", count: 101)),
        ] as [(String, [UInt8], String)])
    func unreadable(before: String, stray: [UInt8], after: String) async throws {
        let bytes = Data(before.utf8) + stray + Data(after.utf8)
        let body = try await store.put(bytes, mediaType: "application/fhir+xml")
        let event = try bench.received(
            MeshReceived(
                meshMessageID: "IN1", workflow: "TOC_FHIR_EC_DISCH_ACK", isReport: false, body: body,
                headers: Samples.reference))
        do {
            _ = try await reader.read(event)
            Issue.record("it was read")
        } catch let StageFailure.never(reason) {
            #expect(reason.code == "unreadable-answer")
            #expect(!reason.detail.contains("Ann"))
        }
    }
}
