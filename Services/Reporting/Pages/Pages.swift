import Foundation
import Hummingbird
import Letters
import Messages
import Operations

/// The pages that people look at: rendered here, usable without scripts, nothing loaded from elsewhere.
struct Pages: Sendable {
    let ledger: Ledger
    let sources: SourceCounts
    var practices = PracticeNames()
    var targets = Targets()
    var searches = SearchMemory()
    var now: @Sendable () -> Date = { Instant.rounded(Date()) }

    func serve(on ground: Ground) {
        ground.routes { router in
            router.add(
                middleware: ErrorPages { path, status in
                    var layout = Layout(path: path, now: now(), waiting: 0, status: status)
                    if let waiting = try? await ledger.waiting() { layout.waiting = Self.sum(waiting) }
                    return layout
                })
            router.page("/") { request, _ in try await overview(try Query(request, [])) }
            router.page("/letters", others: [.post]) { request, _ in
                try await letters(try Query(request, ListFilter.parameters.union(["search"])))
            }
            router.post("/letters") { request, _ in
                try asked(Form(try await request.body.collect(upTo: 10_000)))
            }
            router.page("/letters/:delivery") { request, context in
                _ = try Query(request, [])
                return try await letter(try context.parameters.require("delivery"))
            }
            router.page("/worklist") { request, _ in
                try await worklist(try Query(request, ["cause", "practice", "kind", "after"]))
            }
            router.page("/practices") { request, _ in try await practices(try Query(request, ["after"])) }
            router.page("/reports") { request, _ in try await reports(try Query(request, ReportChoice.parameters)) }
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

    /// A practice by its name, its code beside; the code alone where nobody knows the name.
    func practice(_ code: String) -> Markup {
        practices.name(of: code).map { "\($0)<span class=\"sub\">\(code)</span>" as Markup } ?? "\(code)"
    }

    /// A letter as a list's first cell: the patient where the record has been read, and a link.
    func name(_ line: DeliveryLine, _ subjects: [String: Ledger.Subject]) -> Markup {
        let subject = subjects[line.letter]
        let name = subject.map { "\($0.family), \($0.given)" } ?? Words.kind(line.kind)
        let facts = [
            subject.map { _ in Words.kind(line.kind) }, subject?.title, subject?.nhsNumber.map(Words.nhsNumber),
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

    /// What is left until it must be there, or what became of it.
    func due(_ line: DeliveryLine, at now: Date) -> Markup {
        guard let due = line.dueAt, let verdict = line.verdict.flatMap(Verdict.init) else { return "–" }
        let left = due.timeIntervalSince(now)
        switch verdict {
        case .kept, .evidence: return Layout.chip("in time", .good)
        case .late: return Layout.chip("arrived late", .bad)
        case .withdrawn, .replaced, .rerouted: return "–"
        case .open where left < 0: return Layout.chip("late by \(Words.duration(-left))", .bad)
        case .open: return Layout.chip(Words.duration(left), left < 14_400 ? .wait : .plain)
        }
    }
}

/// The fields of a posted form.
struct Form {
    private var fields: [String: String] = [:]

    init(_ body: ByteBuffer) {
        for pair in String(buffer: body).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first else { continue }
            let value = parts.count > 1 ? parts[1].replacing("+", with: " ") : ""
            fields[name] = value.removingPercentEncoding ?? value
        }
    }

    subscript(name: String) -> String? { fields[name] }
}
