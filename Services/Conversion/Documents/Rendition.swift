import Foundation
import Messages
import Renditions

/// One of the letter's documents in the form that the recipient's system takes, with the proof that it is whole.
struct Rendition: Sendable {
    var type: DocumentType
    var bytes: Data
    /// Both files, page count, and the comparison's result: goes into the event.
    var proof: SentDocument
}
