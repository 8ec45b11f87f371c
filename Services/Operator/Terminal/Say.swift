import Operations

/// Prints for a person. Whatever came from a message, a broker or a file is shown, and never taken for a command to the
/// terminal.
func say(_ text: String) { print(TerminalText.escaped(text, keepingLines: true)) }
