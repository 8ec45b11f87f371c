import Foundation
import TestSupport

/// What the services take when there is nothing to do, and how long they take to start.
struct Idle {
    let table: String

    init(_ stand: Stand) async throws {
        var table = Table("service", "start to ready, s", "idle memory, MB")
        for service in stand.services where service.name != "extraction" {
            await service.child.stop()
            let start = ContinuousClock.now
            try service.child.start()
            try await service.ready()
            let seconds = start.duration(to: .now) / .seconds(1)
            // Not before the first round of everything that a service does by the clock.
            try await Task.sleep(for: .seconds(3))
            let memory = service.child.identifier.map { Usage.of($0).resident } ?? 0
            table.add(service.name, seconds.text(2), (Double(memory) / 1e6).text(1))
        }
        self.table = table.text
    }
}
