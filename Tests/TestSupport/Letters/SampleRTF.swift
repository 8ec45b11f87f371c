public import Foundation

/// Makes small RTF files with text pages, as a hospital's dictation system writes them.
public enum SampleRTF {
    /// - Parameter white: Text of a last line that is white on white.
    public static func document(pages: [[String]], white: String? = nil) -> Data {
        let text = pages.map { lines in lines.map { "\(escaped($0))\\par\n" }.joined() }.joined(separator: "\\page\n")
        let colours = white == nil ? "" : "{\\colortbl;\\red255\\green255\\blue255;}"
        let last = white.map { "\\cf1 \(escaped($0))\\par\n" } ?? ""
        return Data(
            "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Liberation Sans;}}\(colours)\\f0\\fs20\n\(text)\(last)}".utf8)
    }

    private static func escaped(_ line: String) -> String {
        line.replacing("\\", with: "\\\\").replacing("{", with: "\\{").replacing("}", with: "\\}")
    }
}
