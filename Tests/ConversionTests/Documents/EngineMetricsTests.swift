import Renditions
import Testing

@testable import Engines

@Suite("What engines count")
struct EngineMetricsTests {
    @Test("tells so many names of unknown constructs apart, and no more")
    func names() {
        let metrics = EngineMetrics()
        let letters = Array("abcdefghijklmnopqrstuvwxyz").map(String.init)
        let names = letters.flatMap { first in letters.map { "x:" + first + $0 } }
        #expect(Set(names.map(metrics.bounded)).count == 101)
        #expect(metrics.bounded("x:aa") == "x:aa" && metrics.bounded("x:zz") == Constructs.other)
    }

    @Test("of one document are twenty names, and none that could be somebody's")
    func constructs() {
        var constructs = Constructs()
        for letter in "abcdefghijklmnopqrstuvwxyz" { constructs.note("draw:\(letter)") }
        constructs.note("Mr O'Neill 9990000018")
        #expect(constructs.counts.count == 21)
        #expect(constructs.counts[Constructs.other] == 7)
        #expect(constructs.first == "draw:a")
        var both = Constructs()
        both.note("moMath")
        both.add(constructs)
        #expect(both.first == "moMath" && both.counts["draw:b"] == 1)
        #expect(both.counts.values.reduce(0, +) == 28)
    }
}
