import Foundation
import Renditions

/// The parts of a DOCX file and how one leads to another (ECMA-376 part 2, 9).
struct WordPackage {
    struct Target {
        var name: String
        /// The last word of the relationship's type.
        var kind: String
        var isOutside: Bool
    }

    let archive: Archive
    /// The part that holds the text, whatever its name.
    let main: String

    /// It holds macros, which no layout runs.
    var hasMacros: Bool { archive.names.contains { $0.hasSuffix("vbaProject.bin") } }

    init(_ archive: Archive) throws(FaultFound) {
        self.archive = archive
        if archive.names.contains(where: { $0.contains("/activeX/") }) {
            throw FaultFound(.activeContent)
        }
        let targets = try Self.targets(archive, of: "")
        guard let target = targets.values.first(where: { $0.kind == "officeDocument" && !$0.isOutside }) else {
            throw FaultFound(.broken)
        }
        main = Self.place(of: target.name, in: "")
    }

    func targets(of part: String) throws(FaultFound) -> [String: Target] { try Self.targets(archive, of: part) }

    /// A part's relationships. What lies outside is allowed for links that a reader may follow, for the template, which is
    /// not shown, and for pictures, of which the text says whether it holds a copy; anything else would have to be fetched.
    private static func targets(_ archive: Archive, of part: String) throws(FaultFound) -> [String: Target] {
        let steps = part.split(separator: "/")
        let folder = steps.dropLast().map { "\($0)/" }.joined()
        guard let data = try archive.content("\(folder)_rels/\(steps.last ?? "").rels") else { return [:] }
        var targets: [String: Target] = [:]
        var isLinked = false
        try XMLEvents.read(
            data,
            begin: { name, attributes in
                guard name == "Relationship", let id = attributes["Id"], let target = attributes["Target"] else {
                    return
                }
                let kind = String(attributes["Type"]?.split(separator: "/").last ?? "")
                let isOutside = attributes["TargetMode"] == "External"
                if isOutside && !["hyperlink", "attachedTemplate", "image"].contains(kind) { isLinked = true }
                targets[id] = Target(name: target, kind: kind, isOutside: isOutside)
            }, end: { _ in }, text: { _ in })
        if isLinked { throw FaultFound(.linkedContent) }
        return targets
    }

    /// Where the main part's target of this kind lies.
    func place(_ kind: String, among targets: [String: Target]) -> String? {
        targets.values.first { $0.kind == kind && !$0.isOutside }.map { place(of: $0.name, in: main) }
    }

    func place(of target: String, in part: String) -> String { Self.place(of: target, in: part) }

    /// Where a part's target lies in the archive (ECMA-376 part 2, 9.2).
    private static func place(of target: String, in part: String) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var folders = part.split(separator: "/").dropLast()
        for step in target.split(separator: "/") where step != "." {
            if step == ".." { folders = folders.dropLast() } else { folders.append(step) }
        }
        return folders.joined(separator: "/")
    }
}
