public import Foundation
public import Letters

extension DocumentStore {
    /// The plain bytes, verified.
    ///
    /// - Parameter limit: refuses a longer object; 100 MB unless told.
    public func read(
        _ reference: ObjectReference, limit: Int = 100_000_000
    ) async throws(DocumentStoreError) -> Data {
        guard reference.size <= limit else {
            throw .tooLarge(location: reference.location, size: reference.size, limit: limit)
        }
        return try await onWorker { [self] in
            let reader = try ObjectReader(reference, store: self)
            var bytes = Data(capacity: reference.size)
            while let piece = try reader.next() { bytes.append(piece) }
            return bytes
        }
    }

    /// Reads an object piece by piece, so that memory does not grow with it. Use it from one thread at a time; it blocks.
    public func open(_ reference: ObjectReference) async throws(DocumentStoreError) -> ObjectReader {
        try await onWorker { [self] in try openAndWait(reference) }
    }

    /// The same, blocking until the object is there: never on one of Swift's own threads, which are few.
    public func openAndWait(_ reference: ObjectReference) throws(DocumentStoreError) -> ObjectReader {
        try ObjectReader(reference, store: self)
    }

    /// Whether the object is there, in whatever state; false also where that cannot be told.
    public func contains(_ reference: ObjectReference) async -> Bool {
        (try? await onWorker { [self] in _ = try input(reference.location) }) != nil
    }

    /// The object as it is stored.
    ///
    /// - Throws: `.missing` where the store has none, `.unusable` where there is no store, `.damaged`, `.notRead`.
    func input(_ location: String) throws(DocumentStoreError) -> FileWork.Input {
        if let found = try look(for: location) { return found }
        let absence = place.absence(of: location)
        // A store that came back between the look and this question would make each of its objects look missing.
        if case .missing = absence, let found = try look(for: location) { return found }
        throw absence
    }

    /// Nil where nothing of this name is seen.
    private func look(for location: String) throws(DocumentStoreError) -> FileWork.Input? {
        let name = ContentName(location: location)
        if let name {
            if let held = try settled(name) { return held }
            // It may be written since.
            try segments?.refresh()
            if let held = try known(name) { return held }
        }
        if let found = try place.input(location) { return found }
        if let name, let segments {
            // Another process may be in the midst of what was seen of its segment.
            try segments.refresh(isThorough: true)
            if let held = try known(name) { return held }
        }
        return nil
    }

    private func settled(_ name: ContentName) throws(DocumentStoreError) -> FileWork.Input? {
        guard let found = try segments?.find(name) else { return nil }
        return try held(found, name)
    }

    /// The object's record wherever one is known. Of several that may not last, one may be what a power cut left: the
    /// object was then stored once more.
    private func known(_ name: ContentName) throws(DocumentStoreError) -> FileWork.Input? {
        if let held = try settled(name) { return held }
        var all: [FileWork.Input] = []
        for found in segments?.unsettled(name) ?? [] {
            if let held = try held(found, name) { all.append(held) }
        }
        guard all.count > 1 else { return all.first }
        return all.first { form.isWhole(name, $0) } ?? all.first
    }

    private func held(_ found: FoundRecord, _ name: ContentName) throws(DocumentStoreError) -> FileWork.Input? {
        do throws(FileWork.Input.Failure) {
            return try found.bytes(of: name).map { FileWork.Input(held: $0, path: found.descriptor.path) }
        } catch {
            throw error.error(name.location, in: found.descriptor.path)
        }
    }
}
