public import Foundation
public import Letters

extension DocumentStore {
    /// Returns an object's plain bytes, verified by their hash.
    ///
    /// - Parameter limit: in bytes; a longer object throws `.tooLarge`.
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

    /// Opens an object for reading piece by piece, so that memory does not grow with it. The reader blocks; one thread
    /// at a time may use it.
    public func open(_ reference: ObjectReference) async throws(DocumentStoreError) -> ObjectReader {
        try await onWorker { [self] in try openAndWait(reference) }
    }

    /// The same, but blocks until the object is open. It must not be called on Swift's cooperative threads, which are
    /// few.
    public func openAndWait(_ reference: ObjectReference) throws(DocumentStoreError) -> ObjectReader {
        try ObjectReader(reference, store: self)
    }

    /// Whether the object exists, damaged or not; false also when that cannot be determined.
    public func contains(_ reference: ObjectReference) async -> Bool {
        (try? await onWorker { [self] in _ = try input(reference.location) }) != nil
    }

    /// Returns the object's stored bytes (sealed in an encrypted store).
    ///
    /// - Throws: `.missing` when the store does not have the object, `.unusable` when the store itself is gone,
    ///   `.damaged`, `.notRead`.
    func input(_ location: String) throws(DocumentStoreError) -> FileWork.Input {
        if let found = try look(for: location) { return found }
        let absence = place.absence(of: location)
        // The store may have come back (remounted) between the two calls; without a second look every object would seem
        // missing.
        if case .missing = absence, let found = try look(for: location) { return found }
        throw absence
    }

    /// Returns nil when no object of this name is found.
    private func look(for location: String) throws(DocumentStoreError) -> FileWork.Input? {
        let name = ContentName(location: location)
        if let name {
            if let held = try settled(name) { return held }
            // The object may have been written since the last refresh.
            try segments?.refresh()
            if let held = try known(name) { return held }
        }
        if let found = try place.input(location) { return found }
        if let name, let segments {
            // Another process may have been writing the segment when it was scanned.
            try segments.refresh(isThorough: true)
            if let held = try known(name) { return held }
        }
        return nil
    }

    private func settled(_ name: ContentName) throws(DocumentStoreError) -> FileWork.Input? {
        guard let found = try segments?.find(name) else { return nil }
        return try held(found, name)
    }

    /// Returns the object's record from any segment. Several records may exist whose durability is unknown: one may be
    /// damaged by a power cut, after which the object was stored again. Then the first whole record is returned.
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
