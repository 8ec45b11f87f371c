import Foundation

/// A small RTF file of text pages, as a hospital's dictation system writes it.
enum SampleRTF {
    static func document(pages: [[String]]) -> Data {
        let text = pages.map { lines in lines.map { "\(escaped($0))\\par\n" }.joined() }.joined(separator: "\\page\n")
        return Data("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Liberation Sans;}}\\f0\\fs20\n\(text)}".utf8)
    }

    private static func escaped(_ line: String) -> String {
        line.replacing("\\", with: "\\\\").replacing("{", with: "\\{").replacing("}", with: "\\}")
    }
}
