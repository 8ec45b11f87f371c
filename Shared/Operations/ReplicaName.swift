import Foundation
import Letters

/// What a process calls itself on the broker, so that whoever looks at the broker's lists of connections and consumers
/// can tell replicas on several hosts or in several containers, which all have process 1.
enum ReplicaName {
    /// `conversion@host`; a host's name is cut to 64 characters.
    static func own(_ stage: Stage) -> String { "\(stage.rawValue)@\(ProcessInfo.processInfo.hostName.prefix(64))" }
}
