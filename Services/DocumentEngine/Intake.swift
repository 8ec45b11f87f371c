import Foundation
import Renditions

/// Takes one document in and answers for it, whatever happens on its way.
final class Intake {
    private let pipeline: DocumentPipeline
    private let scratch: URL
    /// What is told of the document, whatever becomes of it.
    private var format: DocumentType?
    private var constructs = Constructs()

    init(scratch: URL) {
        pipeline = DocumentPipeline(OfficeEngine(scratch: scratch))
        self.scratch = scratch
    }

    func answer(_ request: EngineRequest, _ bytes: Data) -> (EngineAnswer, Data) {
        (format, constructs) = (nil, Constructs())
        var (answer, made) = outcome(request, bytes)
        (answer.format, answer.constructs) = (format, constructs)
        return (answer, made)
    }

    private func outcome(_ request: EngineRequest, _ bytes: Data) -> (EngineAnswer, Data) {
        do {
            return try make(request, bytes)
        } catch let doubted as Doubted {
            return doubted.answer
        } catch {
            if isFull { return (EngineAnswer(shortage: "\(scratch.deletingLastPathComponent().path) is full"), Data()) }
            if (error as? CocoaError)?.isFileError == true {
                return (EngineAnswer(shortage: "a file in \(scratch.deletingLastPathComponent().path)"), Data())
            }
            return (EngineAnswer(fault: error as? FaultFound ?? FaultFound(.engineFailed)), Data())
        }
    }

    /// LibreOffice takes a disk without room for a broken document.
    private var isFull: Bool {
        var status = statvfs()
        return statvfs(scratch.path, &status) == 0 && status.f_bavail * status.f_frsize < 1 << 20
    }

    private func make(_ request: EngineRequest, _ all: Data) throws -> (EngineAnswer, Data) {
        let bytes = request.judged.map { Data(all.dropLast($0)) } ?? all
        guard let type = DocumentType(contentOf: bytes) else { throw FaultFound(.typeUnsupported) }
        format = type
        var source = try Source(type, bytes, request)
        constructs = source.constructs
        if request.form == .original && source.hasMacros { throw FaultFound(.activeContent) }
        try pipeline.complete(&source, for: request.form)
        if request.form == .sections { return try pipeline.sections(of: source, request.headings) }
        if let judged = request.judged { return (try pipeline.judge(Data(all.suffix(judged)), of: source), Data()) }
        let laidOut = try pipeline.layOut(source, request)
        return try pipeline.fit(try pipeline.prove(laidOut, released: request.released), type, request)
    }
}
