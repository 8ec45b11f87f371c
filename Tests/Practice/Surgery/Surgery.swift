import Foundation
import HTTP
import Logging
import Mesh

/// One practice with its mailbox, its memory and its answers.
///
/// A message is written to the shelf, decided in the diary, answered and acknowledged to MESH, in this order, so that a
/// kill at any moment is safe. A decision is never made twice, and answers that are not yet sent are sent after a
/// restart.
actor Surgery {
    private let settings: PracticeSettings.Practice
    private let behaviour: Behaviour
    private let workflows: Set<String>
    private let mesh: MeshMailbox
    private let shelf: Shelf
    private let diary: Diary
    private let countsFile: URL
    private var memory = PracticeMemory()
    private var written: PracticeMemory.Counts?
    private var isAnswering = false
    private var logger: Logger

    init(
        _ settings: PracticeSettings.Practice, behaviour: Behaviour, workflows: [String], mesh: MeshMailbox,
        directory: URL, logger: Logger
    ) throws {
        self.settings = settings
        self.behaviour = behaviour
        self.workflows = Set(workflows)
        self.mesh = mesh
        let home = directory.appending(path: settings.mailbox)
        shelf = try Shelf(home)
        countsFile = home.appending(path: "counts.json")
        let (diary, entries) = try Diary.open(home.appending(path: "diary.jsonl"))
        self.diary = diary
        for entry in entries { memory.note(entry) }
        self.logger = logger
        self.logger[metadataKey: "mailbox"] = "\(settings.mailbox)"
    }

    /// Counters of messages and documents.
    var counts: PracticeMemory.Counts { memory.counts }

    /// Receives messages and sends answers until the task is cancelled.
    ///
    /// - Parameter pause: Time between two polls of the mailbox.
    func run(every pause: Duration) async {
        await settleAnswers()
        var isGreeted = false
        while !Task.isCancelled {
            do {
                if !isGreeted { try await mesh.handshake() }
                isGreeted = true
                try await collect()
            } catch {
                logger.warning("mailbox not read to its end; it is read again", metadata: ["error": "\(error)"])
            }
            await answer()
            do {
                try writeCounts()
            } catch {
                logger.error("the counts cannot be written", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: pause)
        }
    }

    /// Receives every message in the mailbox.
    func collect() async throws {
        var link: String?
        repeat {
            let page = try await mesh.inbox(following: link)
            for batch in stride(from: 0, to: page.messages.count, by: 4) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for id in page.messages[batch..<min(batch + 4, page.messages.count)] {
                        group.addTask { try await self.take(id) }
                    }
                    try await group.waitForAll()
                }
            }
            link = page.next
        } while link != nil
    }

    private func take(_ id: String) async throws {
        if !memory.knows(id) {
            do throws(MeshError) {
                let (message, body) = try await mesh.download(id)
                try decide(on: message, body)
            } catch {
                guard error.kind == .gone else { throw error }
                return
            }
            await answer()
        }
        try await mesh.acknowledge(id)
    }

    /// Decides on a message and writes the whole decision as one line of the diary.
    private func decide(on message: ReceivedMessage, _ body: Data) throws(MeshError) {
        guard !memory.knows(message.id) else { return }
        do {
            try shelf.lay(message.id, body: body, headers: message.fields.mesh)
            try remember(.received(judged(message, body)))
        } catch {
            throw MeshError(.local, code: "practice-memory", detail: "\(error)")
        }
    }

    private func remember(_ entry: PracticeMemory.Entry) throws {
        try diary.write(entry)
        memory.note(entry)
    }

    private func judged(_ message: ReceivedMessage, _ body: Data) -> PracticeMemory.Received {
        if message.isReport { return .init(meshID: message.id, kind: .report, filed: false) }
        guard workflows.contains(message.workflow), let from = message.fields[.from] else {
            return .init(meshID: message.id, kind: .other, filed: false)
        }
        let judgement = Judgement(body, workflow: message.workflow, from: from, practice: settings)
        let facts = judgement.facts
        let known = memory.finding(on: facts)
        let finding = known?.code == .duplicateMessage ? known : judgement.finding ?? known
        let rule = behaviour.rule(
            for: Behaviour.Facts(
                mailbox: settings.mailbox, ods: settings.ods, number: memory.letters + 1,
                messageID: facts.messageID ?? message.id, given: facts.given, nhsNumber: facts.nhsNumber))
        let refusal = finding ?? rule?.refusal.map { Finding(code: $0, sentence: "refused as asked") }
        let now = Date().timeIntervalSince1970
        var ids: [String: UUID] = [:]
        let steps = judgement.isAnswered ? AnswerPlan(finding: refusal, rule: rule).steps : []
        let answers = steps.map { step in
            let answerID = ids[step.code.rawValue] ?? UUID()
            ids[step.code.rawValue] = answerID
            return Answer(
                id: answerID, copy: step.copy, code: step.code, diagnostics: step.diagnostics, due: now + step.delay,
                to: from, workflow: message.workflow + "_ACK", inResponseTo: facts.messageID,
                senderReference: facts.senderReference)
        }
        logger.info(
            "received",
            metadata: [
                "message": "\(message.id)", "code": "\(refusal?.code.rawValue ?? "filed")",
                "why": "\(refusal?.sentence ?? "")",
            ])
        return .init(
            meshID: message.id, kind: .letter, messageID: facts.messageID, documentID: facts.documentID,
            compositionID: facts.compositionID, filed: refusal == nil, code: refusal?.code, answers: answers)
    }

    /// Sends every answer that is due, one after another, in the order in which they were decided.
    func answer() async {
        guard !isAnswering else { return }
        isAnswering = true
        defer { isAnswering = false }
        var tried: Set<String> = []
        while let next = memory.owed.first(where: {
            $0.due <= Date().timeIntervalSince1970 && !tried.contains($0.localID)
        }) {
            tried.insert(next.localID)
            guard await send(next) else { return }
        }
    }

    /// Sends an answer.
    ///
    /// - Returns: False if it must be tried again later; the answers after it wait too.
    private func send(_ answer: Answer) async -> Bool {
        let outcome = await mesh.send(
            MeshMessage(
                to: answer.to, workflow: answer.workflow, localID: answer.localID, contentType: "application/xml",
                body: HTTPBody(answer.message(from: settings.mailbox, ods: settings.ods))))
        do {
            switch outcome {
            case .accepted: try remember(.sent(answer.localID))
            case .refused(let error):
                logger.error("an answer cannot be sent", metadata: ["error": "\(error)"])
                try remember(.unsendable(answer.localID))
            case .notSent(let error), .interrupted(_, let error): throw error
            case .unknown: return try await settle(answer)
            }
            return true
        } catch {
            logger.warning("an answer waits", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Finds out whether answers that may have been sent before a crash were sent.
    private func settleAnswers() async {
        for answer in memory.owed {
            do {
                _ = try await settle(answer)
            } catch {
                logger.warning("an answer waits", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Returns true if MESH has the answer.
    private func settle(_ answer: Answer) async throws -> Bool {
        guard try await mesh.track(localID: answer.localID) != .none else { return false }
        try remember(.sent(answer.localID))
        return true
    }

    private func writeCounts() throws {
        guard written != memory.counts else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try encoder.encode(memory.counts).write(to: countsFile, options: .atomic)
        written = memory.counts
    }
}
