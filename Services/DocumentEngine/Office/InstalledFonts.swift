import CFonts
import Foundation
import Renditions

/// Which characters the typefaces of this machine can show. For others a layout has an empty box, though the text behind
/// it, which a comparison of words would read, is right.
final class InstalledFonts {
    private let characters: OpaquePointer?

    init() {
        characters = FcCharSetCreate()
        for kind in [FcSetSystem, FcSetApplication] {
            guard let set = FcConfigGetFonts(nil, kind)?.pointee else { continue }
            for index in 0..<Int(set.nfont) {
                var covered: OpaquePointer?
                if FcPatternGetCharSet(set.fonts[index], FC_CHARSET, 0, &covered) == FcResultMatch {
                    FcCharSetMerge(characters, covered, nil)
                }
            }
        }
    }

    deinit { FcCharSetDestroy(characters) }

    /// How many of these letters and signs no typeface has.
    func lack(_ scalars: Set<Unicode.Scalar>) -> Int { scalars.count(where: lacks) }

    private func lacks(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x80 && !Self.isSilent(scalar) && FcCharSetHasChar(characters, scalar.value) == 0
    }

    /// How many words and signs no typeface has, or not wholly.
    func lack(_ words: Words) -> Int {
        words.list.count { $0.unicodeScalars.contains(where: lacks) } + lack(words.signs)
    }

    /// Signs that show nothing by themselves.
    private static func isSilent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .format, .control, .privateUse, .unassigned, .nonspacingMark: true
        default: scalar.properties.isVariationSelector
        }
    }
}
