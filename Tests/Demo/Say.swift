import Foundation

/// Prints at once, also into a pipe or a file.
func say(_ text: String, end: String = "\n") {
    FileHandle.standardOutput.write(Data((text + end).utf8))
}
