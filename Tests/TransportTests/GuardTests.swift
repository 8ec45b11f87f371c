import Foundation
import Mesh
import Operations
import Testing

@testable import Transport

@Suite("What keeps transport from doing harm")
struct GuardTests {
    @Test(
        "refuses the live MESH to a test, and plain HTTP to the live service",
        arguments: [
            ("https://mesh-sync.spineservices.nhs.uk", TrustEnvironment.test, false),
            ("https://MESH-SYNC.spineservices.nhs.uk./x", .test, false),
            ("https://mesh-sync.national.ncrs.nhs.uk", .test, false),
            ("https://msg.intspineservices.nhs.uk", .test, true),
            ("http://127.0.0.1:8700", .test, true),
            ("https://mesh-sync.spineservices.nhs.uk", .live, true),
            ("http://mesh-sync.spineservices.nhs.uk", .live, false),
            ("mesh-sync.spineservices.nhs.uk", .live, false),
        ])
    func hosts(url: String, environment: TrustEnvironment, isAllowed: Bool) {
        #expect(((try? MeshHost.checked(url, in: environment)) != nil) == isAllowed)
    }

    @Test("lets one process of a state directory send, and the next one when that is gone")
    func lease() async throws {
        let mesh = try FakeMesh()
        let first = try TransportStand(mesh)
        let second = try TransportStand(mesh, after: first)
        #expect(await first.lease.take())
        #expect(await second.lease.take() == false)
        #expect(second.lease.epoch == 0)
        first.lease.drop()
        #expect(await second.lease.take())
        #expect(second.lease.epoch == 2)
    }

    @Test("lets the next one send when the holder has not moved for a while, and stops the holder when it wakes")
    func stoppedHolder() async throws {
        let mesh = try FakeMesh()
        let stand = try TransportStand(mesh)
        let times = Lease.Times(beat: .seconds(60), belief: .zero, succession: .zero)
        func lease() -> Lease {
            Lease(
                directory: stand.directory, journal: stand.journal, times: times, logger: stand.logger,
                setReadiness: { _ in })
        }
        let (first, second, third) = (lease(), lease(), lease())
        #expect(await first.take())
        // With a belief of zero the lease expires at once, as for a stopped process, although the process still exists.
        #expect(first.epoch == 0)
        try await until { await second.take() }
        #expect(await first.beat() == false)
        #expect(await second.beat())
        // When the former holder ends, it must not release the lease of the present holder.
        first.drop()
        let patient = Lease(
            directory: stand.directory, journal: stand.journal, logger: stand.logger, setReadiness: { _ in })
        #expect(await patient.take() == false)
        second.drop()
        #expect(await third.take())
    }

    @Test("says in a word what is wrong with the way to MESH")
    func conditions() {
        let denied = MeshError(.credentials, code: "http-403", status: 403, detail: "refused")
        #expect(MeshCondition(denied, skew: 2).name == .credentials)
        #expect(MeshCondition(denied, skew: -8000).name == .clock)
        let inactive = MeshError(
            .credentials, code: "http-403", status: 403, detail: "Request Received from Inactive Mailbox")
        #expect(MeshCondition(inactive, skew: 2).name == .deactivated)
        let certificate = MeshError(.certificate, code: "certificate", detail: "refused")
        #expect(MeshCondition(certificate, skew: nil).name == .certificate)
        let unknown = MeshError(.unreachable, code: "connection", detail: "refused")
        #expect(MeshCondition(unknown, skew: nil).sentence.hasPrefix("unreachable:"))
        let page = MeshError(.unreadable, code: MeshError.interposed, detail: "an HTML page")
        #expect(MeshCondition(page, skew: nil).sentence.hasPrefix("interposed:"))
    }
}
