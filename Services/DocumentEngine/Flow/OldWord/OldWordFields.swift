/// The fields of a part of a DOC file that a program would compute anew ([MS-DOC] 2.8.25), in which what was saved is to
/// stay.
///
/// Beside the text stands a list of its fields' marks, and with each beginning the field's type, by which programs compute it.
struct OldWordFields {
    /// By where the pair of place and length is that leads to its list of fields ([MS-DOC] 2.5.6).
    enum Part: Int {
        case text = 282
        case edges = 290
    }

    /// The places in the stream of tables of the types that are to be taken off.
    private(set) var changes: [Int] = []
    /// Some of them would show another date tomorrow.
    private(set) var hasDates = false
    /// No date is left that would.
    private(set) var isFrozen = true

    init(_ text: ArraySlice<UInt16>, _ document: [UInt8], _ pieces: [UInt8], _ part: Part) {
        let (start, size) = (
            CompoundFile.number(document, part.rawValue, 4), CompoundFile.number(document, part.rawValue + 4, 4)
        )
        var types: [Int: Int] = [:]
        if size >= 10, start + size <= pieces.count {
            // Places of four bytes, one more than there are fields, then two bytes for each.
            let count = (size - 4) / 6
            for index in 0..<count {
                types[CompoundFile.number(pieces, start + 4 * index, 4)] = start + 4 * (count + 1) + 2 * index + 1
            }
        }
        for field in Self.fields(text) where SavedFields.isComputed(field.instruction) {
            let isDate = OfficeField.isLiveDate(field.instruction)
            if let place = types[field.start], field.isSaved {
                changes.append(place)
                if isDate { hasDates = true }
            } else if isDate {
                isFrozen = false
            }
        }
    }

    private struct Field {
        var start: Int
        var instruction = ""
        var isShown = false
        var isSaved = false
    }

    /// The fields: where they begin in the text, what they say, and whether they show something.
    private static func fields(_ text: ArraySlice<UInt16>) -> [Field] {
        var (open, found): ([Field], [Field]) = ([], [])
        for (place, unit) in text.enumerated() {
            switch unit {
            case 0x13: open.append(Field(start: place))
            case 0x14: if let last = open.indices.last { open[last].isShown = true }
            case 0x15: if let ended = open.popLast() { found.append(ended) }
            default:
                guard let last = open.indices.last else { continue }
                if unit > 0x20 { for index in open.indices where open[index].isShown { open[index].isSaved = true } }
                if !open[last].isShown, let scalar = Unicode.Scalar(unit) {
                    open[last].instruction.unicodeScalars.append(scalar)
                }
            }
        }
        return found
    }
}
