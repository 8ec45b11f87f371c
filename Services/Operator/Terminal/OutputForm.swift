import ArgumentParser
import Foundation
import Letters
import Messages

/// In words for a person, or as JSON for a program.
struct OutputForm: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON in place of words; its keys stay, and may grow in number.")
    var isJSON = false

    /// Prints the value, or the words for it.
    func say(_ value: some Encodable, _ text: String) throws {
        guard isJSON else { return Operator.say(text) }
        print(try Self.json(value))
    }

    /// Characters outside ASCII are escaped as JSON does it, so that none is taken for a command to a terminal.
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
