import Foundation
import Renditions

/// Takes one document in: tells its type, inspects it, makes the form that the recipient takes, and proves it whole.
final class Intake {
    private let office: OfficeEngine
    private let scratch: URL
    /// What is told of the document, whatever becomes of it.
    private var format: DocumentType?
    private var constructs = Constructs()

    init(scratch: URL) {
        office = OfficeEngine(scratch: scratch)
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
        try source.learn(from: office)
        if request.form != .original {
            try source.tellSigns(office, isPage: request.form != .sections)
        }
        if request.form == .sections {
            if let name = source.constructs.first { throw FaultFound(.constructUnknown, name: name) }
            return try sections(of: source, request.headings)
        }
        if let judged = request.judged { return (try judge(Data(all.suffix(judged)), of: source), Data()) }
        var made = try pdf(of: source, request)
        var answer = EngineAnswer(type: .pdf)
        if request.form == .original && type != .pdf && request.released == nil {
            // The PDF was the proof that the file is whole, and is not sent.
            (answer.type, made.alterations) = (type, [])
        } else if request.form == .tiff {
            made = try Group4.convert(made, limit: request.limit)
            answer.type = .tiff
        } else if let limit = request.limit, made.bytes.count > limit {
            made = try Resampling.fit(made, limit: limit)
        }
        answer.pages = made.pages.count
        (answer.words, answer.images) = (source.words.count, source.images)
        answer.alterations = made.alterations
        return (answer, made.alterations.isEmpty ? Data() : made.bytes)
    }

    /// What an office document says under its headings, compared with all that it says.
    private func sections(of source: Source, _ headings: [String]) throws -> (EngineAnswer, Data) {
        guard case .office(let text) = source.content else { throw FaultFound(.typeUnsupported) }
        let reader = try HeadingReader(
            try office.text(of: text.reading.prepared, as: text.reading.suffix), known: headings)
        let lost = Fidelity(input: source.words, output: [reader.words]).lost + reader.lacks(text.everything)
        if lost > 0 { throw FaultFound(.sectionLost, count: lost) }
        var answer = EngineAnswer(type: .html)
        (answer.words, answer.images, answer.alterations) = (source.words.count, source.images, ["extracted"])
        let encoder = JSONEncoder()
        // The same bytes each time.
        encoder.outputFormatting = .sortedKeys
        return (answer, try encoder.encode(reader.texts))
    }

    /// The document as a PDF file, compared with what it was made from.
    ///
    /// - Throws: `FaultFound`; `Doubted` for pages that a person may release, or did not see.
    private func pdf(of source: Source, _ request: EngineRequest) throws -> MadePDF {
        var made = try laidOut(source, request)
        let doubt = try doubt(about: made, of: source)
        if let released = request.released {
            guard Doubted.hash(made) == released else {
                throw Doubted(found: FaultFound(.releasedDiffers), pages: made)
            }
            made.alterations.append("released")
        } else if let doubt {
            throw Doubted(found: doubt, pages: made)
        }
        return made
    }

    private func laidOut(_ source: Source, _ request: EngineRequest) throws -> MadePDF {
        let made: MadePDF
        switch source.content {
        case .pdf(let inspected): return inspected
        case .scan(let scan): made = try MadePDF(scan.pdf(signedAt: request.signedAt), alterations: ["converted"])
        case .office(let text):
            let bytes = try office.pdf(of: text.reading.prepared, as: text.reading.suffix)
            let settled = try PDFFile.settled(bytes, signedAt: request.signedAt)
            made = try MadePDF(settled, alterations: (text.reading.hasMacros ? ["stripped"] : []) + ["converted"])
        }
        guard made.pages.count <= request.mostPages else {
            throw FaultFound(.tooManyPages, count: made.pages.count)
        }
        return made
    }

    /// What of these pages a person must decide, the first of several; nil where they show the document whole.
    ///
    /// - Throws: `FaultFound` for what no person may let go.
    func doubt(about made: MadePDF, of source: Source) throws -> FaultFound? {
        var doubt: FaultFound?
        func prove(_ check: () throws -> Void) throws {
            do {
                try check()
            } catch let found as FaultFound where found.fault.isForPerson {
                doubt = doubt ?? found
            }
        }
        try PageInk.check(made)
        guard !source.isPDF else { return nil }
        try prove { try source.compare(with: made) }
        if case .office = source.content {
            try MissingGlyphs.check(made)
            try prove { try VisibleWords.check(made) }
            try prove { try VisibleImages.check(made) }
        }
        guard let name = source.constructs.first else { return doubt }
        let unknown = FaultFound(.constructUnknown, name: name)
        // What is unknown may be what is lost: then the pages are no proof of anything.
        if doubt != nil { throw unknown }
        return unknown
    }
}
