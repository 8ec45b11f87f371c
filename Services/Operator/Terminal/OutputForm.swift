import ArgumentParser
import Foundation
import Letters
import Messages

/// The option to print JSON for a program instead of text for a person.
struct OutputForm: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON in place of words; its keys stay, and may grow in number.")
    var isJSON = false

    /// Prints the value as JSON, or the text.
    func say(_ value: some Encodable, _ text: String) throws {
        guard isJSON else { return Operator.say(text) }
        print(try Self.json(value))
    }

    /// Encodes the value as ASCII JSON. Other characters are escaped, so that a terminal never takes them for control
    /// codes.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder.meshPost
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var text = ""
        for unit in String(decoding: try encoder.encode(value), as: UTF8.self).utf16 {
            if unit < 0x7F {
                text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }
}
