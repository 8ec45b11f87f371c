import Foundation
import TestSupport

/// What `--keep` leaves running, so that `--stop` can end it.
struct Kept {
    let directory: URL

    private var file: URL { directory.appending(path: "kept.json") }

    private struct Note: Codable {
        /// Process ids, the services first and the broker last.
        var processes: [Int32]
    }

    func note(_ stand: Stand) throws {
        let processes =
            stand.services.compactMap(\.child.identifier)
            + [
                stand.surgeries.child.identifier, stand.client?.child.identifier, stand.mesh.process.child.identifier,
                stand.node.identifier,
            ]
            .compactMap { $0 }
        try JSONEncoder().encode(Note(processes: processes)).write(to: file)
        Leftovers.forget()
        say("\nEverything is left running. To stop it: deploy/demo --stop --state \(directory.path)")
    }

    func stop() throws {
        guard let data = try? Data(contentsOf: file) else {
            say("Nothing is running in \(directory.path).")
            return
        }
        for process in try JSONDecoder().decode(Note.self, from: data).processes {
            kill(process, SIGTERM)
            for _ in 0..<150 where kill(process, 0) == 0 { usleep(100_000) }
            kill(process, SIGKILL)
        }
        try FileManager.default.removeItem(at: file)
        say("Stopped.")
    }
}
