import ArgumentParser
import TestSupport

/// Measures MeshPost on this machine. `Tests/Benchmarks/README.md` records the output with machine and date.
@main
struct BenchMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measures MeshPost; build it with `swift build -c release`.",
        subcommands: [
            BrokerBench.self, PipelineBench.self, ScalingBench.self, MeshBench.self, MemoryBench.self,
            ConversionBench.self, EngineStandIn.self,
        ])

    static func main() async {
        Interruption.cleanUp()
        await main(nil)
    }
}
