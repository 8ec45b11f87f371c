import Documents
import Foundation
import Letters
import Messages
import Renditions
import XML

extension ConversionJob {
    /// Writes the message that carries these documents of the letter.
    ///
    /// If the message is over the recipient's limit, the largest document is made smaller as far as it stays readable;
    /// if that is not enough, all of them are. An original becomes a PDF then.
    /// - Parameters:
    ///   - limit: of the whole message, in bytes; nil for none.
    ///   - write: builds the message from the given documents.
    /// - Throws: `Refusal.tooLarge` if the message stays over the limit; `Refusal.sectionsLost` if the message would
    ///   not show every word of the letter's sections.
    func message(
        carrying files: [Rendition], limit: Int?, _ write: ([Rendition]) throws -> MessageFile
    ) async throws -> WrittenMessage {
        let first = try write(files)
        if let path = first.root.unwritablePath {
            throw Refusal.invalid(path: path, problem: "has a control character: have the source mended")
        }
        let sections = try proof(of: first, carriesDocument: !files.isEmpty)
        let size = first.size
        guard let limit, size > limit else {
            return try await written(first, documents: files, sections: sections)
        }
        guard let smaller = try await made(smaller: files, by: (size - limit + 3) / 4 * 3) else {
            throw Refusal.tooLarge(bytes: size, limit: limit)
        }
        let second = try write(smaller)
        guard second.size <= limit else { throw Refusal.tooLarge(bytes: second.size, limit: limit) }
        return try await written(second, documents: smaller, sections: sections)
    }

    /// Makes documents smaller by `excess` bytes in total; nil if they would not stay readable.
    private func made(smaller files: [Rendition], by excess: Int) async throws -> [Rendition]? {
        let bySize = files.indices.sorted { files[$0].bytes.count > files[$1].bytes.count }
        if let all = try await made(smaller: files, at: Array(bySize.prefix(1)), by: excess) { return all }
        var places = bySize
        while places.count > 1 {
            if let all = try await made(smaller: files, at: places, by: excess) { return all }
            // The smallest document can be reduced least, so it is spared first.
            places.removeLast()
        }
        return nil
    }

    /// Reduces the documents at these places by `excess` bytes in total, each in proportion to its size.
    private func made(smaller files: [Rendition], at places: [Int], by excess: Int) async throws -> [Rendition]? {
        let total = places.reduce(0) { $0 + files[$1].bytes.count }
        guard total > excess else { return nil }
        var smaller = files
        for place in places {
            let room = Int(Double(files[place].bytes.count) * Double(total - excess) / Double(total))
            let form = files[place].form == .original ? .pdf : files[place].form
            do {
                smaller[place] = try await rendition(of: files[place].proof.original, as: form, limit: room)
            } catch Refusal.document(let found) where found.fault == .tooLarge {
                return nil
            }
        }
        return smaller
    }

    private func written(
        _ file: MessageFile, documents: [Rendition], sections: ShownSections?
    ) async throws -> WrittenMessage {
        let (writer, reference) = try await file.written(for: store)
        return WrittenMessage(reference: reference, writer: writer, documents: documents, sections: sections)
    }

    /// Compares the letter's sections, as a browser shows them, with the text of the message. Throws
    /// `Refusal.sectionsLost` when words are missing.
    private func proof(of file: MessageFile, carriesDocument: Bool) throws(Refusal) -> ShownSections? {
        guard !file.shown.isEmpty else { return nil }
        var given = Words()
        for section in record.sections {
            if let own = ownHeading(section.heading) { given.add(own) }
            given.add(Words(html: section.html))
        }
        let fidelity = Fidelity(input: given, output: [file.words])
        guard fidelity.lost == 0 else { throw .sectionsLost(words: fidelity.lost) }
        return ShownSections(
            count: record.sections.count, words: given.count,
            isInPlaceOfDocument: record.document != nil && !carriesDocument)
    }
}
