/// The list tables of an RTF file, with one list definition per list.
enum RichTextLists {
    static func hanging(_ list: NumberedList) -> Int { list.kind == .outline ? 640 : 360 }

    static func tables(_ letter: HospitalLetter) -> String {
        let lists = letter.blocks.compactMap { block -> NumberedList? in
            if case .list(let list) = block { list } else { nil }
        }
        guard !lists.isEmpty else { return "" }
        let table = lists.enumerated().map { index, list in
            "{\\list\\listtemplateid\(2001 + index)\(list.kind == .outline ? "" : "\\listhybrid")"
                + (0..<9).map { level(list, $0) }.joined() + "{\\listname ;}\\listid\(1001 + index)}\r\n"
        }
        let overrides = lists.indices.map {
            "{\\listoverride\\listid\(1001 + $0)\\listoverridecount0\\ls\($0 + 1)}"
        }
        return "{\\*\\listtable\(table.joined())}{\\*\\listoverridetable\(overrides.joined())}\r\n"
    }

    /// Returns one of the nine levels of a list definition; the letters use the first three.
    private static func level(_ list: NumberedList, _ place: Int) -> String {
        let level = min(place, NumberedList.levels - 1)
        let start = place == 0 ? list.start : 1
        let indent = "\\fi-\(hanging(list))\\li\(720 * (place + 1))\\lin\(720 * (place + 1))"
        if list.kind == .bullets {
            let bullet = NumberedList.bullets[level]
            let character =
                bullet.character.value < 0x80
                ? String(Character(bullet.character)) : "\\u\(Int(bullet.character.value) - 65_536) ?"
            return "{\\listlevel\\levelnfc23\\levelnfcn23\\leveljc0\\leveljcn0\\levelfollow0\\levelstartat1"
                + "{\\leveltext\\'01\(character);}{\\levelnumbers;}\\f\(level + 1)\(indent)}"
        }
        let format =
            switch list.numeral(level) {
            case .decimal: 0
            case .letter: 4
            case .roman: 2
            }
        let around = list.around(level)
        var (text, places, length) = (around.before, "", around.before.count)
        for shown in (place + 1 - (list.kind == .outline ? place + 1 : 1))...place {
            if !places.isEmpty {
                text += "."
                length += 1
            }
            text += "\\'\(hex(shown))"
            length += 1
            places += "\\'\(hex(length))"
        }
        return "{\\listlevel\\levelnfc\(format)\\levelnfcn\(format)\\leveljc0\\leveljcn0\\levelfollow0"
            + "\\levelstartat\(start){\\leveltext\\'\(hex(length + around.after.count))\(text)\(around.after);}"
            + "{\\levelnumbers\(places);}\(indent)}"
    }

    private static func hex(_ number: Int) -> String { (number < 16 ? "0" : "") + String(number, radix: 16) }
}
