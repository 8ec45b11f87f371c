import Foundation
import Operations
import Testing

/// The alert rules, their test cases, their runbooks and the board speak of what there is.
@Suite("The alert rules")
struct AlertRules {
    private static let rules = "deploy/monitoring/rules.yml"
    private static let cases = "deploy/monitoring/rules.test.yml"
    private static let board = "deploy/monitoring/board.json"
    private static let runbooks = "deploy/docs/RUNBOOKS.md"

    private func alerts() throws -> [String] {
        try Repository.text(Self.rules).matches(of: /- alert: (\w+)/).map { String($0.1) }
    }

    @Test("have each a runbook under their name that the rule names, and no runbook is left without its rule")
    func eachHasRunbook() throws {
        let alerts = try alerts()
        #expect(alerts.count > 15)
        #expect(Set(alerts).count == alerts.count)
        let document = try Repository.text(Self.runbooks)
        #expect(document.matches(of: /(?m)^### (\w+)$/).map { String($0.1) } == alerts)
        let named = try Repository.text(Self.rules).matches(of: /runbook: "([^"]+)"/).map { String($0.1) }
        #expect(named == alerts.map { "\(Self.runbooks)#\($0.lowercased())" })
    }

    @Test("have each a case in which they fire, and one in which they do not")
    func eachHasCases() throws {
        let parts = try Repository.text(Self.cases).components(separatedBy: "- alertname: ").dropFirst()
        for alert in try alerts() {
            let own = parts.filter { $0.hasPrefix("\(alert)\n") }
            #expect(own.contains { $0.contains("exp_alerts") }, "\(alert) never fires in \(Self.cases)")
            #expect(own.contains { !$0.contains("exp_alerts") }, "\(alert) is never silent in \(Self.cases)")
        }
    }

    @Test("and the board ask only for figures that a service, RabbitMQ or Prometheus has")
    func figures() throws {
        let words = /\b[a-z]+_[a-z_]+\b/
        let declared = Set(
            MetricDeclaration.all.flatMap { metric in
                metric.stages.flatMap { stage in
                    ["", "_bucket", "_sum", "_count"].map { metric.name(of: stage) + $0 }
                }
            })
        let labels: Set = ["count_over_time", "min_over_time", "predict_linear", "histogram_quantile", "group_left"]
        for path in [Self.rules, Self.board] {
            let text = try Repository.text(path)
            let expressions =
                path.hasSuffix(".json")
                ? text.matches(of: /"expr": "((?:[^"\\]|\\.)*)"/).map { String($0.1) }
                : text.matches(of: /(?m)^ +expr: ((?s:.*?))(?=\n +(?:for|labels):)/).map { String($0.1) }
            #expect(expressions.count > 15)
            for expression in expressions {
                let bare = expression.replacing(/\\?"(?:[^"\\]|\\[^"])*\\?"/, with: "")
                for word in bare.matches(of: words).map({ String($0.0) })
                where !labels.contains(word) && !word.hasPrefix("rabbitmq_") && word != "__rate_interval" {
                    let isThere = declared.contains(word) || word.hasPrefix("__")
                    #expect(isThere, "\(path) asks for \(word)")
                }
            }
        }
    }
}
