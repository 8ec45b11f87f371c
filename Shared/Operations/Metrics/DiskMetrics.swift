import Foundation
import Letters

/// Free and total space of the file systems that a service writes to, read at each request for `/metrics`.
enum DiskMetrics {
    /// File systems that cannot be read are left out; readiness reports them.
    static func samples(of stage: Stage, _ settings: Settings) -> [MetricSample] {
        let disks = OwnPlace.all(of: stage, settings).compactMap { place, path -> (place: String, status: statvfs)? in
            var status = statvfs()
            return statvfs(path, &status) == 0 ? (place, status) : nil
        }
        // The Prometheus format requires all lines of one name to be together.
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
