import Foundation

/// Derives findings for a person from the metrics of the services.
struct Diagnosis: Sendable {
    let services: [ServiceFigures]
    let now: Date

    var findings: [Finding] { disks + clock + certificate + mailbox + engines + versions + backup }

    private var disks: [Finding] {
        let places = services.flatMap { service in
            service.all("meshpost_disk_free_bytes").compactMap { free -> (String, Double)? in
                let size = service.all("meshpost_disk_size_bytes").first { $0.labels == free.labels }?.value
                guard let size, size > 0 else { return nil }
                return ("\(free.labels["place"] ?? "?") of \(service.service)", free.value / size)
            }
        }
        guard let least = places.min(by: { $0.1 < $1.1 }) else { return [] }
        let full = places.filter { $0.1 < 0.1 }
        if full.isEmpty { return [.good("disks", "at least \(Self.percent(least.1)) is free, at \(least.0)")] }
        return full.map { place, share in
            .bad("disks", "\(place) has \(Self.percent(share)) left: enlarge it, see DiskNearlyFull in RUNBOOKS.md")
        }
    }

    private var clock: [Finding] {
        all("transport_mesh_clock_skew_seconds").map { service, skew in
            abs(skew) > 60
                ? .bad("clock", "that of \(service) and MESH's differ by \(Int(skew)) s: mend time synchronisation")
                : .good("clock", "MESH's and ours agree")
        }
    }

    private var certificate: [Finding] {
        all("transport_mesh_certificate_days").map { service, days in
            days < 30
                ? .bad("certificate", "that of \(service) for MESH ends in \(Int(days)) days: renew it now")
                : .good("certificate", "ours for MESH holds for \(Int(days)) days")
        }
    }

    private var mailbox: [Finding] {
        services.compactMap { service in
            let part = service.all("meshpost_ready").first { $0.labels["part"] == "mesh" }
            guard let part else { return nil }
            guard part.value == 1 else {
                return .bad("mailbox", "\(service.service) cannot use MESH: `meshpost health` says why")
            }
            let age = service.value("transport_mesh_poll_age_seconds")
            return .good(
                "mailbox", "MESH answers" + (age.map { ", and the mailbox was read \(Int($0)) s ago" } ?? ""))
        }
    }

    private var engines: [Finding] {
        let starved = all("conversion_engines_starved")
        guard !starved.isEmpty else { return [] }
        let poor = starved.filter { $0.1 == 1 }.map(\.0)
        return poor.isEmpty
            ? [.good("engines", "none is starved")]
            : [.bad("engines", "\(poor.joined(separator: ", ")) has too little memory or room for all its engines")]
    }

    private var versions: [Finding] {
        let versions = Set(services.flatMap { $0.all("meshpost_build_info").compactMap { $0.labels["version"] } })
        guard !versions.isEmpty else { return [] }
        let list = versions.sorted().joined(separator: ", ")
        return versions.count == 1
            ? [.good("versions", "all are of version \(list)")]
            : [.bad("versions", "\(list) run side by side: end the upgrade, or roll it back")]
    }

    private var backup: [Finding] {
        guard services.contains(where: { $0.service.hasPrefix("reporting") }) else { return [] }
        guard let last = all("reporting_backup_timestamp_seconds").first?.1 else {
            return [.unknown("backup", "nobody knows of it: set REPORTING_BACKUP_MARK")]
        }
        guard last > 0 else { return [.bad("backup", "none has ended yet: make one, see RUNBOOKS.md")] }
        let date = Date(timeIntervalSince1970: last)
        let age = Age.text(from: date, to: now)
        return now.timeIntervalSince(date) > 26 * 3600
            ? [.bad("backup", "the last one ended \(age) ago: look at the backup's log")]
            : [.good("backup", "the last one ended \(age) ago")]
    }

    private func all(_ name: String) -> [(String, Double)] {
        services.compactMap { service in service.value(name).map { (service.service, $0) } }
    }

    private static func percent(_ share: Double) -> String { "\(Int(share * 100)) %" }
}
