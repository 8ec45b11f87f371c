import Foundation
import Letters

/// How full the file systems are that a service writes to, read when asked.
enum DiskMetrics {
    /// What cannot be looked at is left out; readiness tells of it.
    static func samples(of stage: Stage, _ settings: Settings) -> [MetricSample] {
        let disks = OwnPlace.all(of: stage, settings).compactMap { place, path -> (place: String, status: statvfs)? in
            var status = statvfs()
            return statvfs(path, &status) == 0 ? (place, status) : nil
        }
        // All lines of one name stand together.
        return disks.map { disk in
            MetricSample(
                name: "meshpost_disk_free_bytes", labels: [("place", disk.place)],
                value: Double(disk.status.f_bavail) * Double(disk.status.f_frsize))
        }
            + disks.map { disk in
                MetricSample(
                    name: "meshpost_disk_size_bytes", labels: [("place", disk.place)],
                    value: Double(disk.status.f_blocks) * Double(disk.status.f_frsize))
            }
    }
}
