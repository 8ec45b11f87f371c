import Foundation
import Hummingbird
import Letters
import Messages
import Operations

/// The pages for people, with what they share: rendered on the server, usable without scripts, nothing loaded from
/// other hosts.
struct Pages: Sendable {
    let ledger: Ledger
    let sources: SourceCounts
    var practices = PracticeNames()
    var targets = Targets()
    var searches = SearchMemory()
    var now: @Sendable () -> Date = { Instant.rounded(Date()) }

    /// All pages; those with a link are in the order of the navigation.
    static var all: [any Page.Type] {
        [
            OverviewPage.self, LettersPage.self, LetterPage.self, WorklistPage.self, PracticesPage.self,
            ReportsPage.self,
        ]
    }

    func serve(on context: ServiceContext) {
        context.routes { router in
            router.add(
                middleware: ErrorPages { path, status in
                    var layout = Layout(path: path, now: now(), waiting: 0, status: status)
                    if let waiting = try? await ledger.waiting() { layout.waiting = Self.sum(waiting) }
                    return layout
                })
            for page in Self.all { page.init(site: self).add(to: router) }
        }
    }

    func layout(_ path: String, words: String = "") async throws -> Layout {
        layout(path, try await ledger.waiting(), words: words)
    }

    func layout(
        _ path: String, _ waiting: (causes: [Attention.Cause: Int], withheld: Int), words: String = ""
    ) -> Layout {
        Layout(path: path, now: now(), waiting: Self.sum(waiting), words: words)
    }

    private static func sum(_ waiting: (causes: [Attention.Cause: Int], withheld: Int)) -> Int {
        waiting.causes.values.reduce(waiting.withheld, +)
    }

    /// Returns a practice's name with its code; the code alone if the name is unknown.
    func practice(_ code: String) -> Markup {
        practices.name(of: code).map { "\($0)<span class=\"sub\">\(code)</span>" as Markup } ?? "\(code)"
    }

    /// Returns the first cell of a list: a link with the patient's name, or the kind of letter while the record is not
    /// read.
    func name(_ line: DeliveryLine, _ subjects: [String: Ledger.Subject]) -> Markup {
        let subject = subjects[line.letter]
        let name = subject.map { "\($0.family), \($0.given)" } ?? Phrases.kind(line.kind)
        let facts = [
            subject.map { _ in Phrases.kind(line.kind) }, subject?.title, subject?.nhsNumber.map(Phrases.nhsNumber),
            line.revision > 1 ? "revision \(line.revision)" : nil,
        ].compactMap(\.self).filter { !$0.isEmpty }
        let urgent = line.urgency == Urgency.urgent.rawValue ? Layout.chip("urgent", .bad) : .none
        return """
            <a href="/letters/\(line.delivery)">\(name)</a> \(urgent)<span class="sub">\(facts.joined(separator: " · "))</span>
            """
    }

    func recipient(_ line: DeliveryLine) -> Markup {
        practice(line.recipient)
            + (line.role == RecipientRole.copy.rawValue ? " <span class=\"sub\">a copy</span>" : .none)
    }

    /// Returns the time left until the due time, or the verdict.
    func due(_ line: DeliveryLine, at now: Date) -> Markup {
        guard let due = line.dueAt, let verdict = line.verdict.flatMap(PromiseVerdict.init) else { return "–" }
        let left = due.timeIntervalSince(now)
        switch verdict {
        case .kept, .evidence: return Layout.chip("in time", .good)
        case .late: return Layout.chip("arrived late", .bad)
        case .withdrawn, .replaced, .rerouted: return "–"
        case .open where left < 0: return Layout.chip("late by \(Phrases.duration(-left))", .bad)
        case .open: return Layout.chip(Phrases.duration(left), left < 14_400 ? .wait : .plain)
        }
    }
}
