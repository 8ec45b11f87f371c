import ArgumentParser
import Broker
import Documents
import Foundation
import Letters
import Messages
import Operations
import Pipeline

/// `meshpost doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look at all that MeshPost stands on, and say what to do.",
        discussion: """
            Broker, topology, what is parked, the document store, each service of HEALTH_URLS, disks, clock, certificate,
            mailbox, engines, versions and backup. Changes nothing. Ends with 1 when anything is wrong; what could not be
            looked at is marked "?" and says why.
            """)

    @OptionGroup var output: OutputForm
    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.guarded {
            let settings = try await options.settings()
            var findings = await broker()
            findings += await topology(settings)
            findings += await store(settings)
            findings += await services(settings)
            let all = Findings(findings: findings)
            try output.say(all, all.text)
            if all.bad > 0 { throw Trouble("\(all.bad) of \(findings.count) things are wrong") }
        }
    }

    private func broker() async -> [Finding] {
        do {
            var parked: [Finding] = []
            try await options.withBroker { broker in
                for stage in ParkedQueues.stages {
                    let count = try await broker.ready(in: stage.parkedQueue)
                    guard count > 0 else { continue }
                    parked.append(
                        .bad(
                            "parked",
                            "\(count) of \(stage.rawValue): see `meshpost parked list --stage \(stage.rawValue)`"))
                }
            }
            return [.good("broker", "it takes us")] + (parked.isEmpty ? [.good("parked", "nothing is")] : parked)
        } catch {
            return [.bad("broker", "\(error)"), .unknown("parked", "the broker was not asked")]
        }
    }

    private func topology(_ settings: Settings) async -> [Finding] {
        do {
            let file = try DefinitionsFile.find(try settings.value(of: OperatorSetting.definitions))
            let required = try Topology(definitions: try Data(contentsOf: file))
                .only([.exchange, .queue, .binding, .policy])
            let management = try options.management(settings)
            var differences = try await management.topology().differences(from: required)
            differences += try await management.members().differences
            guard let first = differences.first else { return [.good("topology", "it is as the definitions say")] }
            let words = "\(differences.count) differences, the first: \(first); see `meshpost topology check`"
            return [.bad("topology", words)]
        } catch {
            return [.unknown("topology", "\(error)")]
        }
    }

    private func store(_ settings: Settings) async -> [Finding] {
        do {
            let store = try options.documents(settings)
            try await store.check()
            return [.good("store", store.isPlain ? "it takes objects, and does not encrypt them" : "it takes objects")]
        } catch let error as SettingError where error.setting == DocumentsSetting.url.name {
            return [.unknown("store", "\(error)")]
        } catch {
            return [.bad("store", "\(error)")]
        }
    }

    private func services(_ settings: Settings) async -> [Finding] {
        let addresses: [ServiceAddress]
        do {
            addresses = try ServiceAddresses.read(file: nil, list: try settings.value(of: OperatorSetting.health))
        } catch {
            return [.unknown("services", "\(error)")]
        }
        let http = HTTPReader(timeout: 5)
        var findings: [Finding] = []
        var figures: [ServiceFigures] = []
        for service in addresses {
            let readiness = await Readiness.ask(service, http)
            findings.append(
                readiness.isReady
                    ? .good(service.name, "it is ready")
                    : .bad(service.name, readiness.missing.joined(separator: "; ")))
            let unreachable = "where \(service.name) should be"
            guard let answer = try? await http.get(service.base.appending(path: "metrics"), unreachable: unreachable)
            else { continue }
            figures.append(ServiceFigures(service: service.name, text: String(decoding: answer.body, as: UTF8.self)))
        }
        return findings + Diagnosis(services: figures, now: Date()).findings
    }
}
