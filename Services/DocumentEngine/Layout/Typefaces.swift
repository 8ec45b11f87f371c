import Foundation

/// What stands for typefaces that letters use and that nobody may ship: others of about their width, so that lines break,
/// and text fits its boxes and rows, as when the letter was signed. Without it LibreOffice takes a much wider one.
enum Typefaces {
    /// Frutiger is that of the NHS itself.
    private static let near = [
        "Liberation Sans": [
            "Frutiger", "Frutiger 45 Light", "Frutiger 55 Roman", "Frutiger LT Std", "Frutiger LT 45 Light", "Univers",
            "Univers 45 Light", "Segoe UI", "Tahoma", "Trebuchet MS", "Open Sans", "Aptos", "Myriad Pro",
        ],
        "Carlito": ["Gill Sans MT", "Gill Sans", "Candara", "Corbel"],
        "Liberation Serif": [
            "Garamond", "EB Garamond", "Georgia", "Palatino Linotype", "Palatino", "Book Antiqua", "Century Schoolbook",
            "Constantia",
        ],
    ]

    private static var text: String {
        let aliases = near.sorted { $0.key < $1.key }.flatMap { stand, names in
            names.map { name in
                """
                <alias binding="same"><family>\(name)</family><prefer><family>\(stand)</family></prefer></alias>
                """
            }
        }
        return """
            <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>\(aliases.joined())</fontconfig>
            """
    }

    /// Where fontconfig looks for a user's own wishes.
    ///
    /// - Parameter home: the folder that `HOME` names.
    static func settle(in home: URL) throws {
        let folder = home.appending(path: ".config/fontconfig")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: "fonts.conf"))
    }
}
