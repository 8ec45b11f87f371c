import Letters
import Testing

@Suite("A span of time in a setting")
struct WaitingTests {
    @Test(
        "is read as operators write it",
        arguments: [("15 min", 900.0), ("5 d", 432_000), ("30s", 30), ("2 h", 7200), ("250 ms", 0.25), ("0 s", 0)])
    func reads(text: String, seconds: Double) {
        #expect(Waiting(text)?.seconds == seconds)
    }

    @Test(
        "is refused when it has no unit, a fraction or a sign", arguments: ["15", "1.5 h", "-3 s", "", "d", "3 weeks"])
    func refuses(text: String) {
        #expect(Waiting(text) == nil)
    }

    @Test("is written in its largest whole unit", arguments: ["5 d", "36 h", "90 min", "61 s", "250 ms", "0 s"])
    func writes(text: String) {
        #expect(Waiting(text)?.description == text)
    }
}
