import Foundation
import Messages

/// How full the file systems are that a service writes to, read when asked.
enum DiskMetrics {
    /// What cannot be looked at is left out; readiness tells of it.
    static func samples(of stage: Stage, _ settings: Settings) -> [MetricSample] {
        let disks = places(of: stage, settings).compactMap { place, path -> (place: String, status: statvfs)? in
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

    private static func places(of stage: Stage, _ settings: Settings) -> [(place: String, path: String)] {
        var places: [(String, String)] = []
        if [Stage].stateful.contains(stage), let state = settings.text(ServiceSetting.stateDirectory.name) {
            places.append(("state", state))
        }
        if let store = settings.text(DocumentsSetting.url.name).flatMap({ URL(string: $0)?.path }) {
            places.append(("documents", store))
        }
        return places
    }
}
