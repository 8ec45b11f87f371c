import Foundation
public import Letters

/// The settings as tables for help and documentation.
public enum SettingsTable {
    /// The table for `--help`: name, default and meaning of each setting that an executable reads.
    public static func help(for user: Stage) -> String {
        let rows =
            [[["NAME"], ["DEFAULT"], ["MEANING"]]]
            + SettingDeclaration.all(of: user).map { declaration in
                [
                    [declaration.name], wrapped(standard(declaration, user), 24),
                    wrapped(explanation(declaration), 64),
                ]
            }
        let widths = (0..<2).map { column in rows.flatMap { $0[column] }.map(\.count).max() ?? 0 }
        let lines = rows.flatMap { cells in
            (0..<(cells.map(\.count).max() ?? 0)).map { line in
                let texts = cells.map { line < $0.count ? $0[line] : "" }
                return "  \(padded(texts[0], widths[0]))  \(padded(texts[1], widths[1]))  \(texts[2])"
            }
        }
        let title = "SETTINGS (environment variables, or the same nested in the JSON file of --config):"
        return ([title] + lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) })
            .joined(separator: "\n")
    }

    /// The tables for deploy/docs/OPERATING.md: first the settings that several executables read, then those of each.
    public static var markdown: String {
        let shared = SettingDeclaration.all.filter { $0.users.count > 1 }
        let common = [
            "### Read by several executables", "", "| setting | read by | meaning | set it to | default |",
            "| --- | --- | --- | --- | --- |",
        ]
        var lines = common + shared.map { row($0, [name($0), readers($0)]) }
        for user in Stage.allCases {
            let own = SettingDeclaration.all.filter { $0.users == [user] }
            guard !own.isEmpty else { continue }
            lines += [
                "", "### Read by `\(executable(user))` alone", "", "| setting | meaning | set it to | default |",
                "| --- | --- | --- | --- |",
            ]
            lines += own.map { row($0, [name($0)]) }
        }
        return lines.joined(separator: "\n")
    }

    /// The tables as a part of deploy/docs/OPERATING.md.
    public static let part = GeneratedPart("settings") { markdown }

    private static func row(_ declaration: SettingDeclaration, _ first: [String]) -> String {
        let user = declaration.users.first ?? .operator
        let cells = first + [declaration.meaning, declaration.form, standard(declaration, user)]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func name(_ declaration: SettingDeclaration) -> String {
        declaration.isSecret
            ? "`\(declaration.name)` (secret), or `\(declaration.fileName)`" : "`\(declaration.name)`"
    }

    private static func readers(_ declaration: SettingDeclaration) -> String {
        if declaration.users == .everyone { return "all" }
        if declaration.users == .services { return "the services" }
        return declaration.users.map(executable).joined(separator: ", ")
    }

    /// The name of the executable.
    private static func executable(_ user: Stage) -> String { user == .operator ? "meshpost" : user.rawValue }

    private static func standard(_ declaration: SettingDeclaration, _ user: Stage) -> String {
        switch declaration.need(of: user) {
        case .always: "required"
        case .never: declaration.standard ?? "–"
        case .when(let condition): "required \(condition)"
        }
    }

    private static func explanation(_ declaration: SettingDeclaration) -> String {
        "\(declaration.meaning) Set it to \(declaration.form)."
            + (declaration.isSecret ? " Secret: \(declaration.fileName) may name a file that holds it." : "")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}
