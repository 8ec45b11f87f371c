import Foundation
import Letters

/// The name of a process on the broker. It distinguishes, in the broker's lists of connections and consumers, replicas
/// on several hosts or in several containers, which all have process id 1.
enum ReplicaName {
    /// `conversion@host`; the host name is cut to 64 characters.
    static func own(_ stage: Stage) -> String { "\(stage.rawValue)@\(ProcessInfo.processInfo.hostName.prefix(64))" }
}
