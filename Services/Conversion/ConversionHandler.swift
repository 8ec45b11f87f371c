import Documents
import Engines
import Foundation
import Letters
import Logging
import Messages
import Metrics
import Pipeline

/// Converts a letter into the message file that the recipient's system imports.
///
/// Conversion has no state and no clock: the same event and the same objects give the same outcomes, byte for byte.
struct ConversionHandler: Handler {
    var store: DocumentStore
    var trust: Trust
    /// Returns the current practices file and table of formats.
    var routing: @Sendable () -> Routing
    /// Limits the letters in work: a large letter takes `smallAtATime` workers, a small one takes one.
    var workers: Workers
    var documents: any RenderingEngine = DocumentEngines()

    func handle(_ event: Event, _ context: HandlingContext) async throws -> Work {
        guard let request = try Request(event) else {
            throw StageFailure.never(
                Reason(code: "not-for-conversion", detail: "\(event.type) is no work of conversion"))
        }
        do {
            let made = try await convert(request, context.logger)
            let (format, channel) = (made.converted.format, made.converted.channel)
            let type: EventType = channel == .mesh ? .letterConvertedForMesh : .letterConvertedForFolder
            let work = Work(outcomes: [try outcome(type, made.converted, of: request, because: event)]) {
                context.logger.info(
                    "letter converted", metadata: .of([.format: format, .channel: channel.rawValue]))
            }
            return Work(change: DurableObjects(objects: made.objects, work: work))
        } catch let refusal as Refusal {
            Counter(label: "conversion_refused_total", dimensions: [("code", refusal.code)]).increment()
            context.logger.notice(
                "letter refused; it is on the worklist",
                metadata: .of([.code: refusal.code, .why: refusal.reason.detail]))
            let refused = LetterOutcome(
                facts: request.facts, attempt: request.attempt, reason: refusal.reason,
                doubt: refusal.doubt(besides: request.attempt.released))
            return Work(outcomes: [try outcome(.letterRefused, refused, of: request, because: event)])
        } catch let error as DocumentStoreError {
            throw StageFailure(error) ?? error
        }
    }

    private func outcome(
        _ type: EventType, _ payload: some EventPayload, of request: Request, because event: Event
    ) throws -> Event {
        try Event(
            type, payload, about: request.facts.delivery.description, cause: event.id.description, from: .conversion,
            at: event.time, traceparent: event.traceparent)
    }

    /// The number of small letters that run in place of a large one: while one waits for the disk or a document engine,
    /// the others continue.
    static let smallAtATime = 8
    /// The largest small letter in bytes. A larger letter has the memory of `smallAtATime` workers to itself.
    private static let small = 1 << 18

    private func convert(_ request: Request, _ logger: Logger) async throws -> ConvertedLetter {
        let routing = routing()
        let practice = try routing.practice(for: request.facts, askedAt: request.attempt.askedAt)
        let formats = try routing.formats(for: practice, kind: request.facts.kind)
        let record = try await record(request.facts.record)
        try routing.guardPatient(record.patient)
        let job = ConversionJob(
            record: record, request: request, practice: practice, routing: routing, store: store,
            documents: documents)
        let objects = [request.facts.record] + [record.document].compactMap(\.self) + record.attachments
        let isSmall = objects.reduce(0) { $0 + $1.size } <= Self.small
        return try await workers.run(taking: isSmall ? 1 : Self.smallAtATime) {
            try await convert(job, to: formats, logger)
        }
    }

    private func convert(
        _ job: ConversionJob, to formats: [Practice.Format], _ logger: Logger
    ) async throws -> ConvertedLetter {
        var reason: Refusal?
        for format in formats {
            do {
                return try await FormatRegistry.profile(of: format, for: trust).convert(job)
            } catch let refusal as Refusal where refusal.isOfTheFormat {
                // The first refusal is reported, since it names what the hospital can correct. A doubt takes
                // precedence, since a person can release it.
                if reason == nil || refusal.isDoubt && reason?.isDoubt == false { reason = refusal }
                logger.notice(
                    "format cannot carry the letter; the next one is tried",
                    metadata: .of([
                        .format: format.rawValue, .code: refusal.code, .why: refusal.reason.detail,
                    ]))
            }
        }
        throw reason ?? .formatUnsupported("no format at all")
    }

    private func record(_ reference: ObjectReference) async throws -> LetterRecord {
        let data = try await store.read(reference)
        do {
            return try JSONDecoder.meshPost.decode(LetterRecord.self, from: data)
        } catch {
            throw StageFailure.never(
                Reason(code: "record-unreadable", detail: "the letter's record in the store cannot be read as one"))
        }
    }
}
