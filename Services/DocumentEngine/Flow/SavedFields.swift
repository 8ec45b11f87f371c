import Foundation
import Renditions

/// Files in which a field is no more than what it showed when the letter was signed.
///
/// LibreOffice computes some fields anew: the name of a file, a condition of a mail merge, a date on which the file was
/// saved. What it finds is not what the clinician saw.
enum SavedFields {
    private static let computed: Set = [
        "FILENAME", "TEMPLATE", "TITLE", "SUBJECT", "KEYWORDS", "COMMENTS", "AUTHOR", "LASTSAVEDBY", "USERNAME",
        "USERINITIALS", "USERADDRESS", "INFO", "DOCPROPERTY", "DOCVARIABLE", "REVNUM", "NUMWORDS", "NUMCHARS",
        "FILESIZE",
        "EDITTIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "IF", "COMPARE", "REF", "QUOTE", "FILLIN", "MERGEFIELD",
        "MERGEREC", "MERGESEQ", "=", "DATE", "TIME",
    ]

    /// Whether what a field of Word shows may be computed anew.
    static func isComputed(_ instruction: some StringProtocol) -> Bool {
        let word = OfficeField.word(instruction)
        return computed.contains(word) || word.hasPrefix("=")
    }

    /// The archive with its parts so, or nil where nothing has to be otherwise.
    static func frozen(
        _ archive: Archive, _ freeze: (Data) -> Data?, in isPart: (String) -> Bool
    ) throws(FaultFound) -> Data? {
        var parts: [String: Data] = [:]
        for name in archive.names where name.hasSuffix(".xml") && isPart(name) {
            if let content = try archive.content(name) { parts[name] = freeze(content) }
        }
        return parts.isEmpty ? nil : try archive.replacing(parts)
    }

    private struct Field {
        var instruction = ""
        var isShown = false
        /// It stands in the instruction of another.
        var isWithin: Bool
        /// Where what it shows begins.
        var shown = 0
        /// Where its marks and its instruction stand.
        var places: [Range<Int>] = []
    }

    /// A part of a DOCX file (ECMA-376 part 1, 17.16.2), or nil where it has no such field.
    static func word(_ part: Data) -> Data? {
        guard part.range(of: Data("w:fldChar".utf8)) != nil || part.range(of: Data("w:fldSimple".utf8)) != nil else {
            return nil
        }
        let bytes = Array(part)
        var (fields, cuts): ([Field], [Range<Int>]) = ([], [])
        var open: [MarkupTags.Tag] = []
        // Whether each open `fldSimple` goes.
        var simple: [Bool] = []
        for tag in MarkupTags(bytes) {
            var element = tag.isWhole ? tag.place : nil
            if tag.isEnd, let begun = open.popLast() { element = begun.place.lowerBound..<tag.place.upperBound }
            let isBegin = !tag.isEnd
            switch tag.name {
            case "w:fldSimple" where isBegin && !tag.isWhole:
                let instruction = MarkupTags.value(of: "w:instr", in: tag, bytes) ?? ""
                simple.append(isComputed(instruction) && !fields.contains { !$0.isShown })
                if simple.last == true { cuts.append(tag.place) }
            case "w:fldSimple" where tag.isEnd: if simple.popLast() == true { cuts.append(tag.place) }
            case "w:fldChar" where isBegin:
                switch kind(of: tag.place, in: bytes) {
                case "begin": fields.append(Field(isWithin: fields.contains { !$0.isShown }))
                case "separate":
                    if let last = fields.indices.last { fields[last].isShown = true }
                default: break
                }
            case "w:instrText" where tag.isEnd:
                if let last = fields.indices.last, let element, let begun = text(of: element, in: bytes) {
                    fields[last].instruction += begun
                }
            default: break
            }
            if isBegin && !tag.isWhole { open.append(tag) }
            guard let element, open.last?.name == "w:r", tag.name != "w:rPr" else { continue }
            let isMark = tag.name == "w:fldChar"
            if isMark, let last = fields.indices.last, fields[last].isShown, fields[last].shown == 0 {
                fields[last].shown = element.upperBound
            }
            for index in fields.indices where !fields[index].isShown || (isMark && index == fields.count - 1) {
                fields[index].places.append(element)
            }
            if isMark && kind(of: element, in: bytes) == "end", let ended = fields.popLast() {
                let isSaved =
                    OfficeField.isSign(ended.instruction) && ended.isShown
                    && isInSigns(bytes[min(ended.shown, element.lowerBound)..<element.lowerBound])
                let result = bytes[min(max(ended.shown, 0), element.lowerBound)..<element.lowerBound]
                let isOpen = OfficeField.isLiveDate(ended.instruction) && !holds("<w:t", result)
                let isPicture = OfficeField.word(ended.instruction) == "INCLUDEPICTURE" && holds("r:embed=", result)
                let isComputed =
                    isComputed(ended.instruction) && !isOpen || isLost(ended.instruction, part) || isSaved || isPicture
                if ended.isShown && !ended.isWithin && isComputed { cuts += ended.places }
            }
        }
        return cuts.isEmpty ? nil : MarkupTags.cut(cuts, from: bytes)
    }

    private static func kind(of mark: Range<Int>, in bytes: [UInt8]) -> String? {
        String(decoding: bytes[mark].prefix(400), as: UTF8.self)
            .firstMatch(of: /\sw:fldCharType\s*=\s*["'](\w+)/).map { String($0.1) }
    }

    private static func holds(_ text: String, _ result: ArraySlice<UInt8>) -> Bool {
        Data(result).range(of: Data(text.utf8)) != nil
    }

    /// Whether text is saved in a typeface of signs, which says what it is.
    private static func isInSigns(_ result: ArraySlice<UInt8>) -> Bool {
        String(decoding: result, as: UTF8.self).matches(of: /<w:(rFonts|sym) [^>]*>/).contains {
            SignTypeface.isNamed(inRules: String($0.0))
        }
    }

    /// Whether it names the page of a bookmark that is not there, in place of which LibreOffice shows an error.
    private static func isLost(_ instruction: String, _ part: Data) -> Bool {
        let words = instruction.split(whereSeparator: \.isWhitespace)
        guard words.count > 1, words[0].uppercased() == "PAGEREF" else { return false }
        return part.range(of: Data("w:name=\"\(words[1])\"".utf8)) == nil
    }

    private static func text(of element: Range<Int>, in bytes: [UInt8]) -> String? {
        guard let start = bytes[element].firstIndex(of: UInt8(ascii: ">")),
            let end = bytes[element].lastIndex(of: UInt8(ascii: "<")), start < end
        else { return nil }
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }

    private static let computedElements: Set = [
        "date", "time", "title", "subject", "keywords", "description", "file-name", "template-name", "creation-date",
        "creation-time",
        "modification-date", "modification-time", "print-date", "print-time", "initial-creator", "creator",
        "printed-by",
        "editing-cycles", "editing-duration", "chapter", "bookmark-ref", "reference-ref", "placeholder", "user-defined",
        "drop-down", "label", "word-count", "character-count", "paragraph-count", "table-count", "image-count",
        "object-count", "sender-firstname", "sender-lastname", "sender-initials", "author-name", "author-initials",
    ]

    /// A part of an ODT file (OpenDocument 1.2 part 1, 7), or nil where it has no such field.
    static func openDocument(_ part: Data) -> Data? {
        let bytes = Array(part)
        // At the head of a page each page has its own chapter.
        let isOfPages = part.range(of: Data("<office:document-styles".utf8)) != nil
        let cuts = MarkupTags(bytes).filter { tag in
            tag.name.hasPrefix("text:") && computedElements.contains(String(tag.name.dropFirst(5)))
                && !(isOfPages && tag.name == "text:chapter")
        }.map(\.place)
        return cuts.isEmpty ? nil : MarkupTags.cut(cuts, from: bytes)
    }
}
