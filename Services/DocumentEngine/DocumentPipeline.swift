import Foundation
import Renditions

/// The steps of a document, each of which takes what only the one before it gives: read, lay out, prove, fit.
final class DocumentPipeline {
    /// Pages that nobody has compared with the document.
    struct LaidOut {
        let source: Source
        let made: MadePDF

        fileprivate init(_ source: Source, _ made: MadePDF) { (self.source, self.made) = (source, made) }
    }

    /// Pages that show the document whole, or that a person has released.
    struct Proven {
        let source: Source
        let made: MadePDF

        fileprivate init(_ source: Source, _ made: MadePDF) { (self.source, self.made) = (source, made) }
    }

    private let office: OfficeEngine

    init(_ office: OfficeEngine) { self.office = office }

    /// Reads on where LibreOffice must help: in a DOC file, and in typefaces of signs.
    func complete(_ source: inout Source, for form: RenditionForm) throws {
        let flat = try source.learn(from: office)
        if form != .original { try source.tellSigns(office, flat, isPage: form != .sections) }
    }

    func layOut(_ source: Source, _ request: EngineRequest) throws -> LaidOut {
        let made: MadePDF
        switch source.content {
        case .pdf(let inspected): return LaidOut(source, inspected)
        case .scan(let scan): made = try MadePDF(scan.pdf(signedAt: request.signedAt), alterations: ["converted"])
        case .office(let text):
            let bytes = try office.pdf(of: text.reading.prepared, as: text.reading.suffix)
            let settled = try PDFFile.settled(bytes, signedAt: request.signedAt)
            made = try MadePDF(settled, alterations: (text.reading.hasMacros ? ["stripped"] : []) + ["converted"])
        }
        guard made.pages.count <= request.mostPages else {
            throw FaultFound(.tooManyPages, count: made.pages.count)
        }
        return LaidOut(source, made)
    }

    /// Compares the pages with what they were made from.
    ///
    /// - Parameter released: the hash of pages that a person has released.
    /// - Throws: `FaultFound`; `Doubted` for pages that a person may release, or did not see.
    func prove(_ laidOut: LaidOut, released: String?) throws -> Proven {
        var made = laidOut.made
        let doubt = try doubt(about: made, of: laidOut.source)
        if let released {
            guard Doubted.hash(made) == released else {
                throw Doubted(found: FaultFound(.releasedDiffers), pages: made)
            }
            made.alterations.append("released")
        } else if let doubt {
            throw Doubted(found: doubt, pages: made)
        }
        return Proven(laidOut.source, made)
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
        if !source.isPDF { try prove { try source.compare(with: made) } }
        do throws(FaultFound) {
            try PageInk.check(made)
        } catch {
            // Of pages that show nothing there is nothing to release.
            throw doubt ?? error
        }
        guard !source.isPDF else { return nil }
        if case .office(let text) = source.content {
            try MissingGlyphs.check(made)
            let clear = try ClearPages(made)
            try prove { try VisibleWords.check(made, clear: clear) }
            try prove { try VisibleImages.check(made, clear: clear) }
            try prove { try proveDrawings(of: text.reading, on: made) }
        }
        guard let name = source.constructs.first else { return doubt }
        let unknown = FaultFound(.constructUnknown, name: name)
        // What is unknown may be what is lost: then the pages are no proof of anything.
        if doubt != nil { throw unknown }
        return unknown
    }

    /// - Throws: `.contentLost` where a drawing is not seen on the pages.
    private func proveDrawings(of reading: Reading, on made: MadePDF) throws {
        guard reading.pictures.hasDrawings else { return }
        var reading = reading
        if reading.suffix == "doc" {
            (reading.prepared, reading.suffix) = (try office.text(of: reading.prepared, as: "doc"), "fodt")
        }
        let least = reading.pictures.least(onPages: made.pages.count, ofDots: false)
        guard let standing = try StandIn.placed(in: reading) else { throw FaultFound(.contentLost, count: least) }
        try DrawingInk.check(
            made, beside: MadePDF(office.pdf(of: standing, as: reading.suffix), alterations: []), least: least)
    }

    /// The form that the recipient takes.
    func fit(_ proven: Proven, _ type: DocumentType, _ request: EngineRequest) throws -> (EngineAnswer, Data) {
        var made = proven.made
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
        (answer.words, answer.images) = (proven.source.words.count, proven.source.images)
        answer.alterations = made.alterations
        return (answer, made.alterations.isEmpty ? Data() : made.bytes)
    }

    /// What an office document says under its headings, compared with all that it says.
    func sections(of source: Source, _ headings: [String]) throws -> (EngineAnswer, Data) {
        if let name = source.constructs.first { throw FaultFound(.constructUnknown, name: name) }
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
}
