import Foundation

/// The result of reading every object of a store.
public struct StoreFindings: Equatable, Sendable {
    /// Number of objects; an object that is stored twice counts twice.
    public internal(set) var objects = 0
    /// Plain bytes of the undamaged objects.
    public internal(set) var bytes = 0
    /// Damages: an object by its name, or a byte range of a segment.
    public internal(set) var damages: [String] = []
    /// Incomplete writes left by a crash. No event names them, so they are not damages.
    public internal(set) var remnants: [String] = []
}

extension DocumentStore {
    /// Reads every object of the store and compares it with its name; services may run meanwhile.
    ///
    /// - Throws: `.notRead` when this machine cannot read what is there; `.unusable`.
    public func verify() async throws(DocumentStoreError) -> StoreFindings {
        try await onWorker { [self] in
            var findings = StoreFindings()
            for file in try segmentFiles() { try verify(file, &findings) }
            for location in try place.locations() { try verify(location, &findings) }
            return findings
        }
    }

    /// All segments, oldest first.
    func segmentFiles() throws(DocumentStoreError) -> [SegmentFile] {
        guard let segments else { return [] }
        guard let names = FileWork.names(in: segments.path) else {
            guard errno == ENOENT else { throw .notRead(why: FileWork.sentence(errno, segments.path)) }
            return []
        }
        return names.compactMap { SegmentFile($0, in: segments.path) }.sorted { $0.name < $1.name }
    }

    private func verify(_ location: String, _ findings: inout StoreFindings) throws(DocumentStoreError) {
        do throws(DocumentStoreError) {
            guard let input = try place.input(location) else { return }
            findings.objects += 1
            note(location, input, &findings)
        } catch {
            guard case .damaged = error else { throw error }
            findings.damages.append("\(error)")
        }
    }

    private func verify(_ file: SegmentFile, _ findings: inout StoreFindings) throws(DocumentStoreError) {
        do throws(FileWork.Input.Failure) {
            let descriptor = try Descriptor(file.path)
            if let ended = try EndedSegment(file, descriptor) {
                for (name, place) in try ended.entries(descriptor) {
                    try verify(name, place, descriptor, &findings)
                }
                return
            }
            let size = try descriptor.size()
            var scan = SegmentScan()
            try scan.follow(descriptor, size: size, of: file.id, isThorough: true)
            for (name, place) in scan.entries { try verify(name, place, descriptor, &findings) }
            for gap in scan.gaps {
                findings.damages.append("\(file.path): the bytes \(gap.lowerBound) to \(gap.upperBound) are no record")
            }
            if scan.isEnded {
                findings.damages.append("\(file.path): its table is damaged; its objects are found without it")
            }
            if scan.end < size {
                findings.remnants.append(
                    "\(file.path): the bytes from \(scan.end) on are a record that was not finished")
            }
        } catch {
            // Compaction may have moved its objects to another segment.
            guard case .machine(let number) = error else { return }
            throw .notRead(why: FileWork.sentence(number, file.path))
        }
    }

    private func verify(
        _ name: ContentName, _ place: RecordPlace, _ descriptor: Descriptor, _ findings: inout StoreFindings
    ) throws(FileWork.Input.Failure) {
        findings.objects += 1
        let bytes: Data
        do {
            bytes = try descriptor.read(place.length, at: place.offset + RecordHeader.size)
        } catch .broken {
            return findings.damages.append("\(name.location) in \(descriptor.path): it is cut short")
        }
        note(name.location, FileWork.Input(held: bytes, path: descriptor.path), &findings)
    }

    private func note(
        _ location: String, _ input: FileWork.Input, _ findings: inout StoreFindings
    ) {
        do throws(DocumentStoreError) {
            findings.bytes += try ObjectReader(input, named: location, form: form).readThrough()
        } catch {
            // An object that this machine cannot read counts as damaged; the others are still read.
            findings.damages.append("\(error)")
        }
    }
}
