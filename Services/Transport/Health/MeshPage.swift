import Foundation
import Hummingbird

/// `/mesh`: our mailbox's health in words.
struct MeshPage {
    let status: MeshStatus
    let now: Date

    static func add(to router: Router<BasicRequestContext>, _ meshStatus: SharedMeshStatus) {
        router.get("mesh") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/html; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: MeshPage(status: meshStatus.current, now: Date()).html)))
        }
    }

    /// One sentence per line; a line that needs a person begins with "Attention".
    var lines: [String] {
        [way, interposed, handshake, poll, collecting, inbox, clock, certificate, sends, answers].compactMap(\.self)
    }

    var needsSomebody: Bool { lines.contains { $0.hasPrefix(Self.attention) } }

    private static let attention = "Attention: "

    private var way: String {
        status.trouble.map { Self.attention + "nothing is sent or collected. \($0)." }
            ?? "The way to MESH is open, \(status.way == .api ? "over its API" : "through its client's folders")."
    }

    private var interposed: String? { status.interposed.map { Self.attention + $0 + "." } }

    private var collecting: String? { status.collecting.map { Self.attention + $0 + "." } }

    private var handshake: String? {
        guard status.way == .api else { return nil }
        guard let at = status.handshakeAt else {
            return Self.attention + "there has been no handshake since the start."
        }
        let words = "The last handshake was \(Self.ago(at, now))."
        return now.timeIntervalSince(at) > 25 * 3600 ? Self.attention + words : words
    }

    private var poll: String {
        guard let at = status.polledAt else { return "The mailbox has not been read to its end since the start." }
        let words = "The mailbox was last read to its end \(Self.ago(at, now))."
        return now.timeIntervalSince(at) > 3600 ? Self.attention + words : words
    }

    private var inbox: String? {
        var words: [String] = []
        if let waiting = status.waiting { words.append("About \(waiting) messages lay in it.") }
        if status.foreign > 0 {
            words.append("\(status.foreign) are of workflows that are not ours (MESH_WORKFLOWS) and stay there.")
        }
        if status.stuck > 0 { words.append("\(status.stuck) cannot be taken: see the log.") }
        guard !words.isEmpty else { return nil }
        return (status.stuck > 0 ? Self.attention : "") + words.joined(separator: " ")
    }

    private var clock: String? {
        guard let skew = status.skew else { return nil }
        let words = "Our clock and that of MESH differ by \(Int(abs(skew).rounded())) s."
        return abs(skew) > 300 ? Self.attention + words + " More than two hours are refused." : words
    }

    private var certificate: String? {
        guard let end = status.certificateEnds else { return nil }
        let days = Int((end.timeIntervalSince(now) / 86_400).rounded(.down))
        if days < 0 { return Self.attention + "our certificate has expired." }
        return (days < 30 ? Self.attention : "") + "Our certificate ends in \(days) days."
    }

    private var sends: String {
        func count(_ phase: Send.Phase) -> Int { status.open[phase] ?? 0 }
        let unknown = count(.unknown)
        let client = status.way == .api ? "" : ", \(status.withClient) lie in OUT for the MESH client"
        let words = """
            \(count(.intended)) messages wait to be sent, \(count(.offered)) are leaving\(client), \
            of \(unknown) the outcome is not known.
            """
        return unknown > 0 ? Self.attention + words : words
    }

    private var answers: String {
        guard let oldest = status.oldestUnanswered else { return "No letter waits for its practice's answer." }
        return
            "\(status.unanswered) letters wait for their practice's answer, the oldest was sent \(Self.ago(oldest, now))."
    }

    private static func ago(_ date: Date, _ now: Date) -> String {
        let seconds = Int(max(0, now.timeIntervalSince(date)))
        return switch seconds {
        case ..<120: "\(seconds) s ago"
        case ..<7200: "\(seconds / 60) min ago"
        case ..<172_800: "\(seconds / 3600) h ago"
        default: "\(seconds / 86_400) days ago"
        }
    }

    var html: String {
        let items = lines.map { line in
            let text = Self.escaped(line)
            return line.hasPrefix(Self.attention) ? "<li class=\"bad\">\(text)</li>" : "<li>\(text)</li>"
        }
        return """
            <!doctype html>
            <html lang="en-GB"><head><meta charset="utf-8"><title>MESH – MeshPost transport</title>
            <style>body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}
            .bad{font-weight:bold;color:#a1260d}</style></head>
            <body><h1>Mailbox \(Self.escaped(status.mailbox)): \(needsSomebody ? "needs somebody" : "in order")</h1>
            <ul>\(items.joined(separator: "\n"))</ul></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
