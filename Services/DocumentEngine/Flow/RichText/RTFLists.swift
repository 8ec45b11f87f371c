import Foundation

/// What of an RTF file's lists LibreOffice would draw otherwise than Word.
enum RTFLists {
    /// The file with a paragraph of no height behind a list at its end, whose last item would come to stand on the first
    /// level, with the number of another.
    ///
    /// - Parameter file: ends with its last bracket.
    static func parted(_ file: Data) -> Data {
        file.dropLast() + Data("\\pard\\plain\\sb0\\sa0\\sl-20\\slmult0\\fs2\\par}".utf8)
    }

    /// The file with bullets that are bullets in every typeface: those of Symbol and Wingdings are often left without their
    /// typeface, and Word draws them all the same.
    static func told(_ file: Data) -> Data {
        guard let lists = group("{\\*\\listtable", of: file), let table = text(file[lists]) else { return file }
        guard bullets.keys.contains(where: table.contains) else { return file }
        let fonts = fontsOfSigns(file)
        var told = ""
        for (index, part) in table.split(separator: "\\leveltext", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { told += "\\leveltext" }
            let font = part.firstMatch(of: /;\}[^{}]*(?:\{[^{}]*\}[^{}]*)*?\\f([0-9]+)/)?.1
            let isOfSigns = font.map { fonts.contains(String($0)) } ?? false
            var text = String(part)
            if index > 0 && !isOfSigns { for (sign, bullet) in bullets { text = text.replacing(sign, with: bullet) } }
            told += text
        }
        return file[..<lists.lowerBound] + Data(told.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
            + file[lists.upperBound...]
    }

    /// As they are written in digits (RTF specification 1.9.1, "Unicode RTF").
    private static let bullets = [
        "\\u-3913": "\\u8226", "\\u61623": "\\u8226", "\\u-3929": "\\u9642", "\\u61607": "\\u9642",
    ]

    /// The numbers of the typefaces whose characters are signs.
    private static func fontsOfSigns(_ file: Data) -> Set<String> {
        guard let fonts = group("{\\fonttbl", of: file), let table = text(file[fonts]) else { return [] }
        let entries = table.matches(of: /\{\\f([0-9]+)([^{};]*)/)
        return Set(entries.filter { $0.2.contains("\\fcharset2") }.map { String($0.1) })
    }

    /// A character for each byte, so that all can be written again.
    private static func text(_ bytes: Data) -> String? { String(data: bytes, encoding: .isoLatin1) }

    /// Where a group stands that begins so, its brackets included.
    private static func group(_ beginning: String, of file: Data) -> Range<Data.Index>? {
        guard let start = file.range(of: Data(beginning.utf8))?.lowerBound else { return nil }
        var (depth, index) = (0, start)
        while index < file.endIndex {
            switch file[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return start..<min(index, file.endIndex) }
        }
        return nil
    }
}
