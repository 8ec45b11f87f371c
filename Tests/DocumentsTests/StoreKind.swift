import Foundation
import Letters
import TestSupport
import Testing

@testable import Documents

/// Every form that a store can have, with and without a key: what each promises, all must.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case files = "files"
    case sealedFiles = "sealed files"
    case segments = "segments"
    case sealedSegments = "sealed segments"
    case sealedBucket = "sealed bucket"

    static let keyText = String(repeating: "0f", count: 32)
    static let sealed: [StoreKind] = [.sealedFiles, .sealedSegments, .sealedBucket]
    static let plain: [StoreKind] = [.files, .segments]
    static let inSegments: [StoreKind] = [.segments, .sealedSegments]

    var testDescription: String { rawValue }
    var key: StoreKey? { Self.sealed.contains(self) ? StoreKey(text: Self.keyText) : nil }
    var form: DocumentStore.Form { Self.inSegments.contains(self) ? .segments : .files }

    func store(
        _ folder: URL, bounds: SegmentWriter.Bounds = SegmentWriter.Bounds(), disk: SegmentDisk = .real
    ) throws -> DocumentStore {
        try store(folder, key: key, bounds: bounds, disk: disk)
    }

    func store(
        _ folder: URL, key: StoreKey?, bounds: SegmentWriter.Bounds = SegmentWriter.Bounds(), disk: SegmentDisk = .real
    ) throws -> DocumentStore {
        guard self == .sealedBucket else {
            return try DocumentStore(folder, key: key, form: form, bounds: bounds, disk: disk)
        }
        let server = try BucketUnderTest.server(of: folder)
        return try DocumentStore(BucketPlace(BucketUnderTest.settings(server, scratch: folder), pause: 0.01), key: key)
    }

    /// Where drafts lie.
    func drafts(_ folder: URL) -> URL { folder.appending(path: self == .sealedBucket ? "meshpost-drafts" : "tmp") }
}

/// A folder for one test, gone afterwards.
func withStoreFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
        path: "store-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}

/// What a process would find that starts now: a copy of the store as it is.
func copied<Value>(_ folder: URL, _ body: (URL) async throws -> Value) async throws -> Value {
    let copy = folder.deletingLastPathComponent().appending(
        path: "copy-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.copyItem(at: folder, to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    return try await body(copy)
}

/// The segments of a store, the oldest first.
///
/// - Parameter isOptional: there may be no folder of them yet.
func segmentFiles(_ folder: URL, orNone isOptional: Bool = false) throws -> [URL] {
    let segments = folder.appending(path: "segments")
    if isOptional, !FileManager.default.fileExists(atPath: segments.path) { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: segments.path).sorted().map {
        segments.appending(path: $0)
    }
}

/// Where the stored bytes of an object lie: a whole file, or a part of a segment.
struct StoredPlace {
    let file: URL
    let range: Range<Int>

    init(_ reference: ObjectReference, in folder: URL) throws {
        let own = folder.appending(path: reference.location)
        if let size = try? Data(contentsOf: own).count {
            (file, range) = (own, 0..<size)
            return
        }
        let name = try #require(ContentName(location: reference.location))
        for url in try segmentFiles(folder) {
            let segment = try #require(
                SegmentFile(url.lastPathComponent, in: url.deletingLastPathComponent().path + "/"))
            let descriptor = try Descriptor(url.path)
            var scan = SegmentScan()
            try scan.follow(descriptor, size: try descriptor.size(), of: segment.id, isThorough: true)
            if let place = scan.find(name) {
                let start = place.offset + RecordHeader.size
                (file, range) = (url, start..<(start + place.length))
                return
            }
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// Changes one bit.
    ///
    /// - Parameter offset: from where the object begins; one that is negative is of its record's header.
    func flip(at offset: Int) throws {
        let handle = try FileHandle(forUpdating: file)
        let place = UInt64(range.lowerBound + offset)
        try handle.seek(toOffset: place)
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: place)
        try handle.write(contentsOf: Data([byte ^ 1]))
        try handle.close()
    }
}

/// Bytes that no other test and no other number has.
func randomBytes(_ count: Int) -> Data {
    var generator = SystemRandomNumberGenerator()
    return Data(
        (0..<(count / 8 + 1)).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }.prefix(count))
}

/// Puts one after the other.
func put(_ store: DocumentStore, _ contents: [Data]) async throws -> [ObjectReference] {
    var references: [ObjectReference] = []
    for content in contents { references.append(try await store.put(content, mediaType: "text/plain")) }
    return references
}

func expect(_ contents: [Data], _ references: [ObjectReference], in store: DocumentStore) async throws {
    for (content, reference) in zip(contents, references) { #expect(try await store.read(reference) == content) }
}
