import Foundation
import Renditions

/// What a text document says, read by a reader of our own and not by the engine that lays it out, so that the two can be
/// compared.
struct Reading {
    /// What the engine is given, and under which ending of a name.
    var prepared: Data
    var suffix: String
    /// The same with an image of dots in place of each drawing (`StandIn`), in RTF.
    var standing: Data?
    /// The text, with its notes and boxes.
    var body = Words()
    /// Words at the head and foot of every page but a first one of its own.
    var running = Words()
    /// Words at the head and foot of a first page of its own; nil where it has none.
    var first: Words?
    /// What else any page may have at head and foot.
    var others = Words()
    /// What stands once more on each page on which its table goes on.
    var rows = Words()
    /// No page needs to show what is usually at head and foot.
    var isRunningUnsure = false
    var pictures = Pictures()
    /// Images and shapes in the text of a file whose reader does not tell them one by one.
    var objects = 0
    /// Characters of a typeface of signs are, or may be, in the text.
    var hasSigns = false
    /// It holds macros, which no layout runs.
    var hasMacros = false
    /// A layout writes what the text does not say: the axes of a chart, numbers of lines.
    var hasCharts = false
    /// What no table of the format names.
    var constructs = Constructs()

    init(_ prepared: Data, as suffix: String) { (self.prepared, self.suffix) = (prepared, suffix) }
}

/// Reads the documents of one format.
protocol FlowReader {
    /// - Parameter isOriginal: the practice gets the file itself, in which a field goes on computing.
    /// - Throws: what is wrong with the document, whatever a layout would make of it.
    static func read(_ bytes: Data, isOriginal: Bool) throws(FaultFound) -> Reading
}
