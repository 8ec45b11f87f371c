import FHIR
import Formats
import Foundation
import XML

/// A message file, identified by its root element, with its violations of the rules.
struct JudgedMessage {
    var kind: String
    /// A one-line summary; for a message that cannot be read whole, the element at which reading stopped.
    var summary: String
    /// Violations of the format's specification.
    var problems: [String]
    /// Deviations that the specification allows but MeshPost never writes.
    var notes: [String]

    /// - Throws: `Trouble` for a file that is not a message of a kind that MeshPost writes or reads.
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
