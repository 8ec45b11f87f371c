import Operations

/// Prints text with control characters escaped: text from a message, a broker or a file must not control the terminal.
func say(_ text: String) { print(TerminalText.escaped(text, keepingLines: true)) }
