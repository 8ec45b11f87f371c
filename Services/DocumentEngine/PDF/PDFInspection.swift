import Foundation
import Renditions

/// A PDF document as a hospital gave it: sent as it is wherever that is safe.
enum PDFInspection {
    /// - Throws: `FaultFound` for a file that must not be sent and cannot be made safe without loss.
    static func inspect(_ bytes: Data, mostPages: Int, signedAt: Int) throws(FaultFound) -> MadePDF {
        if let trimmed = trimmed(bytes) {
            return try repaired(trimmed, mostPages: mostPages, signedAt: signedAt)
        }
        // Readers look for the end's mark in the last 1024 bytes (ISO 32000-1, annex H.3); without it bytes are missing.
        guard bytes.suffix(1024).range(of: Data("%%EOF".utf8)) != nil else {
            if let unpadded = unpadded(bytes) {
                return try repaired(unpadded, mostPages: mostPages, signedAt: signedAt)
            }
            throw FaultFound(bytes.range(of: Data("/Encrypt ".utf8)) == nil ? .broken : .encrypted)
        }
        if isCutOff(bytes) { throw FaultFound(.broken) }
        let file = try PDFFile(bytes, isOpen: true)
        // Restricted by the owner's password alone, as to copying: every reader opens it.
        if file.isEncrypted {
            return try repaired(file.written(), mostPages: mostPages, signedAt: signedAt)
        }
        let reading = try PDFReading(bytes)
        guard reading.pageCount > 0 else { throw FaultFound(.broken) }
        guard reading.pageCount <= mostPages else { throw FaultFound(.tooManyPages, count: reading.pageCount) }
        try file.checkWhole()
        if file.wasRebuilt && (file.hasLoosePages || isOneOfSeveral(bytes)) { throw FaultFound(.broken) }
        var scan = ActiveContent(file)
        if scan.holdsFiles || (reading.hasFiles && !scan.hasReports) { throw FaultFound(.embeddedFiles) }
        if scan.isLinked { throw FaultFound(.linkedContent) }
        if scan.isProgram { throw FaultFound(.activeContent) }
        try PDFParts.check(file)
        if reading.hasMissingFonts() { throw FaultFound(.fontMissing) }
        let pages = try reading.pages()
        let isSigned = scan.isSigned
        // Some readers draw what is filled in, and others leave the field empty or show what was there before.
        var isUncertain = !scan.undrawn.isEmpty
        if !isUncertain && scan.isDrawnAnew { isUncertain = try isDrawnOtherwise(bytes) }
        if isUncertain {
            guard !isSigned else { throw FaultFound(.contentLost, count: scan.undrawn.count) }
            return try PagePictures.made(of: reading, saying: pages, showing: scan.undrawn, signedAt: signedAt)
        }
        guard scan.hasActions || file.wasRebuilt else {
            return MadePDF(bytes: bytes, alterations: [], pages: pages, isSigned: isSigned, reading: reading)
        }
        guard !isSigned else { throw FaultFound(scan.hasActions ? .activeContent : .signed) }
        let alterations = (file.wasRebuilt ? ["repaired"] : []) + (scan.hasActions ? ["flattened"] : [])
        scan.removeActions()
        let made = try MadePDF(file.written(), alterations: alterations)
        for (index, page) in pages.enumerated() {
            guard index < made.pages.count, made.pages[index].images >= page.images,
                Fidelity(input: page.words, output: [made.pages[index].words]).lost == 0
            else { throw FaultFound(.contentLost, page: index + 1) }
        }
        let again = try PDFFile(made.bytes)
        try again.checkWhole()
        guard !again.wasRebuilt else { throw FaultFound(.broken) }
        return made
    }
}

extension PDFInspection {
    /// The file without the zeros with which a store of fixed blocks filled it up; nil where there are none.
    private static func unpadded(_ bytes: Data) -> Data? {
        guard bytes.last == 0, let end = bytes.lastIndex(where: { $0 != 0 }) else { return nil }
        return Data(bytes[...end])
    }

    /// Whether another file begins after the end of one: programs show the last alone.
    private static func isOneOfSeveral(_ bytes: Data) -> Bool {
        guard let end = bytes.range(of: Data("%%EOF".utf8)) else { return false }
        return bytes[end.upperBound...].range(of: Data("%PDF-".utf8)) != nil
    }

    /// Whether objects stand behind the last end: a later version of the document, whose own end is missing.
    private static func isCutOff(_ bytes: Data) -> Bool {
        guard let end = bytes.range(of: Data("%%EOF".utf8), options: .backwards) else { return true }
        return bytes[end.upperBound...].range(of: Data(" 0 obj".utf8)) != nil
    }

    /// The file from its head to its end, without what a server or a mail left before and behind it; nil where that is
    /// nothing, or not surely nothing of it.
    private static func trimmed(_ bytes: Data) -> Data? {
        guard let head = bytes.range(of: Data("%PDF-".utf8)), head.lowerBound - bytes.startIndex <= 1024,
            let mark = bytes.range(of: Data("%%EOF".utf8), options: .backwards)
        else { return nil }
        let tail = bytes[mark.upperBound...]
        let text = tail.drop { $0 <= 0x20 }
        let isPage = text.first == UInt8(ascii: "<") && tail.range(of: Data(" obj".utf8)) == nil
        guard head.lowerBound > bytes.startIndex || isPage else { return nil }
        return Data(bytes[head.lowerBound..<(isPage ? mark.upperBound : bytes.endIndex)])
    }

    /// Whether a form says something else where a reader draws its fields as the file has them, and not anew from their
    /// values.
    private static func isDrawnOtherwise(_ bytes: Data) throws(FaultFound) -> Bool {
        let file = try PDFFile(bytes, isOpen: true)
        file.root["/AcroForm"]?.remove("/NeedAppearances")
        return try PagePictures.words(of: bytes) != PagePictures.words(of: file.written())
    }

    /// What a file is that was mended: it is sent so.
    private static func repaired(_ bytes: Data, mostPages: Int, signedAt: Int) throws(FaultFound) -> MadePDF {
        var made = try inspect(bytes, mostPages: mostPages, signedAt: signedAt)
        guard !made.isSigned else { throw FaultFound(.signed) }
        if !made.alterations.contains("repaired") { made.alterations.insert("repaired", at: 0) }
        return made
    }
}

/// What in a PDF file does something by itself (ISO 32000-1, 12.6; 7.11.4; 12.7.8).
struct ActiveContent {
    /// Forms that a program draws, films, sounds and three-dimensional scenes: without them something is missing.
    private(set) var isProgram = false
    private(set) var holdsFiles = false
    private(set) var isSigned = false
    /// Streams whose content lies in another file.
    private(set) var isLinked = false
    private var actions: [(object: PDFObject, key: String)] = []
    /// The numbers of the objects that were looked at: each is looked at once, though lists lead in circles.
    private var known: Set<Int32> = []
    /// What was filled into fields that do not say how it is drawn (12.7.3.3).
    private(set) var undrawn: [String] = []
    /// Readers are asked to draw the fields anew from what was filled in (12.7.2).
    private(set) var isDrawnAnew = false
    /// The only files in it are reports of how accessible it is, which Acrobat leaves.
    private(set) var hasReports = false
    /// Actions that can be taken out without a trace on the page.
    var hasActions: Bool { !actions.isEmpty }

    private static let harmful: Set = [
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToE", "/GoToR", "/Rendition", "/Hide",
    ]
    private static let moving: Set = ["/RichMedia", "/Movie", "/Sound", "/3D", "/Screen"]

    init(_ file: PDFFile) {
        let root = file.root
        note(root, "/OpenAction")
        if root["/OpenAction"]?["/S"]?.isName("/URI") == true { actions.append((root, "/OpenAction")) }
        for object in file.objects {
            if object.isStream && object.has("/F") { isLinked = true }
            if object.has("/EF") { if Self.isReport(object) { hasReports = true } else { holdsFiles = true } }
            // What a signature covers (12.8.1); a field that waits for one has none.
            if object.isDictionary && object.has("/ByteRange") { isSigned = true }
        }
        lookAtOutlines(root["/Outlines"])
        if root.has("/AA") { actions.append((root, "/AA")) }
        if let names = root["/Names"] {
            if names.has("/JavaScript") { actions.append((names, "/JavaScript")) }
            if names.has("/EmbeddedFiles") {
                if hasReports { actions.append((names, "/EmbeddedFiles")) } else { holdsFiles = true }
            }
        }
        if root.has("/Collection") { holdsFiles = true }
        if let form = root["/AcroForm"] {
            if form.has("/XFA") { isProgram = true }
            isDrawnAnew = form["/NeedAppearances"]?.isTrue == true
            for field in form["/Fields"]?.items ?? [] { look(at: field, depth: 0) }
        }
        for page in file.pages {
            if page.has("/AA") { actions.append((page, "/AA")) }
            for annotation in page["/Annots"]?.items ?? [] { look(at: annotation, depth: 0) }
        }
    }

    private static func isReport(_ file: PDFObject) -> Bool {
        [file["/UF"], file["/F"]].compactMap { $0?.text }.contains { $0.hasSuffix(".accreport.html") }
    }

    /// Whether an object is met for the first time; what has no number stands in one object alone.
    private mutating func isNew(_ object: PDFObject) -> Bool {
        let number = object.number
        return number == 0 || known.insert(number).inserted
    }

    private mutating func look(at object: PDFObject, depth: Int) {
        guard isNew(object) else { return }
        if let kind = object["/Subtype"]?.name {
            if kind == "/FileAttachment" { holdsFiles = true }
            if Self.moving.contains(kind) { isProgram = true }
        }
        if object["/FT"]?.isName("/Sig") == true, object.has("/V") { isSigned = true }
        let kind = (object["/FT"] ?? object["/Parent"]?["/FT"])?.name
        if object["/Subtype"]?.isName("/Widget") == true, ["/Tx", "/Ch"].contains(kind), !object.has("/AP"),
            let value = (object["/V"] ?? object["/Parent"]?["/V"])?.text, !value.allSatisfy(\.isWhitespace)
        {
            undrawn.append(value)
        }
        note(object, "/A")
        if object.has("/AA") { actions.append((object, "/AA")) }
        guard depth < 500 else { return }
        for kid in object["/Kids"]?.items ?? [] { look(at: kid, depth: depth + 1) }
    }

    /// The bookmarks, a tree of lists (ISO 32000-1, 12.3.3).
    private mutating func lookAtOutlines(_ outlines: PDFObject?) {
        var open = [outlines?["/First"]].compactMap { $0 }
        while let item = open.popLast() {
            guard isNew(item) else { continue }
            note(item, "/A")
            open += [item["/First"], item["/Next"]].compactMap { $0 }
        }
    }

    private mutating func note(_ object: PDFObject, _ key: String) {
        guard let action = object[key], action.isDictionary else { return }
        let isHarmful = action["/S"]?.name.map(Self.harmful.contains) ?? false
        if isHarmful || action.has("/Next") { actions.append((object, key)) }
    }

    mutating func removeActions() {
        for action in actions { action.object.remove(action.key) }
        actions = []
    }
}
