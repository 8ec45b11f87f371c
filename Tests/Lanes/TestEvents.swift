import Foundation

/// What Swift Testing tells of a run, a JSON object a line (its event stream, version 6.3).
struct TestEvents: Sendable {
    /// What became of one test.
    struct Test: Sendable {
        var id: String
        var name: String
        var seconds = 0.0
        var hasFailed = false
        var isSkipped = false
    }

    private(set) var tests: [String: Test] = [:]

    private struct Record: Decodable {
        struct Payload: Decodable {
            struct Instant: Decodable {
                var absolute: Double
            }
            struct Issue: Decodable {
                var isKnown: Bool?
                var isFailure: Bool?
            }
            var kind: String
            // Of a test.
            var id: String?
            var name: String?
            var displayName: String?
            // Of an event.
            var testID: String?
            var instant: Instant?
            var issue: Issue?
        }
        var kind: String
        var payload: Payload
    }

    /// - Parameter stream: its last line may be torn, where the process ended early.
    init(_ stream: Data) {
        var begun: [String: Double] = [:]
        for line in stream.split(separator: UInt8(ascii: "\n")) {
            guard let record = try? JSONDecoder().decode(Record.self, from: line) else { continue }
            let payload = record.payload
            if record.kind == "test", payload.kind == "function", let id = payload.id {
                tests[id] = Test(id: id, name: payload.displayName ?? payload.name ?? id)
            }
            guard let id = payload.testID else { continue }
            switch payload.kind {
            case "testStarted": begun[id] = payload.instant?.absolute
            case "testEnded":
                if let end = payload.instant?.absolute, let start = begun.removeValue(forKey: id) {
                    tests[id]?.seconds = end - start
                }
            case "testSkipped": tests[id]?.isSkipped = true
            case "issueRecorded":
                if payload.issue?.isKnown != true, payload.issue?.isFailure != false { tests[id]?.hasFailed = true }
            default: break
            }
        }
        // What had begun when the process ended took it with it.
        for id in begun.keys { tests[id]?.hasFailed = true }
    }
}
