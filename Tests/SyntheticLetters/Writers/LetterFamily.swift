public import Foundation

/// In which format a letter comes, and from whose hand.
public enum LetterFamily: String, Sendable, CaseIterable {
    /// Written here.
    case docx, odt, rtf
    /// As LibreOffice saves them.
    case officeDOCX = "docx by LibreOffice"
    case officeODT = "odt by LibreOffice"
    case officeRTF = "rtf by LibreOffice"
    case doc, pdf

    public static let byHand: [LetterFamily] = [.docx, .odt, .rtf]

    /// Of the file's name.
    public var suffix: String {
        switch self {
        case .officeDOCX: "docx"
        case .officeODT: "odt"
        case .officeRTF: "rtf"
        default: rawValue
        }
    }

    /// The family that it is made of, by LibreOffice.
    var master: LetterFamily {
        switch self {
        case .docx, .odt, .rtf: self
        case .officeDOCX, .pdf: .odt
        case .officeODT, .officeRTF, .doc: .docx
        }
    }

    /// Without spaces, for names of files.
    public var short: String { self == master || self == .doc || self == .pdf ? rawValue : "\(suffix)-office" }

    /// The one of a number: each as often as the others.
    public static func of(seed: Int) -> LetterFamily { allCases[seed % allCases.count] }
}

extension HospitalLetter {
    /// The letter as a file of a family that is written here; another is made of it by `LetterFolder`.
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
