import Foundation
import XML

/// One page of a bucket's names (ListObjectsV2).
struct BucketListing: Equatable {
    /// With the prefix that was asked for.
    var names: [String] = []
    /// What the next page is asked for with; nil on the last.
    var next: String?

    /// - Returns: nil where it is no page of names, or does not say how to go on.
    init?(_ body: Data) {
        guard let root = try? XMLReader.read(body), root.name == "ListBucketResult" else { return nil }
        func text(_ name: String, in element: Element) -> String? {
            element.children.first { $0.name == name }?.allText
        }
        for entry in root.children where entry.name == "Contents" {
            guard let name = text("Key", in: entry) else { return nil }
            names.append(name)
        }
        guard text("IsTruncated", in: root) == "true" else { return }
        guard let token = text("NextContinuationToken", in: root), !token.isEmpty else { return nil }
        next = token
    }
}
