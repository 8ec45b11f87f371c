public import Foundation

/// The file format of a letter and the program that writes it.
public enum LetterFamily: String, Sendable, CaseIterable {
    /// Written by the writers of this module.
    case docx, odt, rtf
    /// Saved by LibreOffice, from a file of this module.
    case officeDOCX = "docx by LibreOffice"
    case officeODT = "odt by LibreOffice"
    case officeRTF = "rtf by LibreOffice"
    case doc, pdf

    public static let byHand: [LetterFamily] = [.docx, .odt, .rtf]

    /// The suffix of the file's name.
    public var suffix: String {
        switch self {
        case .officeDOCX: "docx"
        case .officeODT: "odt"
        case .officeRTF: "rtf"
        default: rawValue
        }
    }

    /// The family of this module whose file LibreOffice converts into this one.
    var master: LetterFamily {
        switch self {
        case .docx, .odt, .rtf: self
        case .officeDOCX, .pdf: .odt
        case .officeODT, .officeRTF, .doc: .docx
        }
    }

    /// A name without spaces, for file names.
    public var short: String { self == master || self == .doc || self == .pdf ? rawValue : "\(suffix)-office" }

    /// Returns the family for a number, so that all families are equally frequent.
    public static func of(seed: Int) -> LetterFamily { allCases[seed % allCases.count] }
}

extension HospitalLetter {
    /// Returns the letter as a file of the family's master. `LetterFolder` converts it to the other families.
    public func file(_ family: LetterFamily) -> Data {
        switch family.master {
        case .odt:
            var writer = OpenTextWriter(self)
            return writer.file()
        case .rtf:
            var writer = RichTextWriter(self)
            return writer.file()
        default:
            var writer = WordWriter(self)
            return writer.file()
        }
    }
}
