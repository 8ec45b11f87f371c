import FHIR
import Formats
import Foundation
import XML

/// A message file, told by its outermost element, and what breaks a rule in it.
struct JudgedMessage {
    var kind: String
    /// What it is in one line; where it cannot be read whole, at which element the reader stopped.
    var summary: String
    /// What breaks its specification.
    var problems: [String]
    /// What its specification allows, and MeshPost never writes.
    var notes: [String]

    /// - Throws: `Trouble` for a file that is no message of a kind that we write or read.
    init(_ data: Data) throws {
        let root: Element
        do {
            root = try XMLReader.read(data, keepsDocumentType: true).resolvingPrefixes()
        } catch {
            throw Trouble("the file is \(OtherFile.words(data) ?? "no message: \(error)")")
        }
        guard let kind = MessageFormat.kind(of: root) else { throw Trouble("the file is \(OtherFile.words(root))") }
        if let words = kind.otherwise(root) { throw Trouble("the file is \(words), \(OtherFile.wanted)") }
        self.kind = kind.name(root)
        do {
            summary = try kind.summary(root, data)
        } catch let violation as Violation {
            summary = "It cannot be read whole: \(violation)."
        }
        let violations = kind.violations(root)
        problems = violations.filter { !$0.isOurs }.map(\.description)
        notes = Set(violations.filter(\.isOurs).map(\.description)).sorted()
        if root.name == "Bundle", root.attribute("xmlns") != FHIR.namespace {
            problems.append("Bundle must be in the namespace \(FHIR.namespace)")
        }
    }
}
