import Foundation
import XML

/// One page of a bucket's names (ListObjectsV2).
struct BucketListing: Equatable {
    /// Object names, including the prefix of the request.
    var names: [String] = []
    /// The continuation token for the next page; nil on the last page.
    var next: String?

    /// - Returns: nil when the body is not a listing, or is truncated without a continuation token.
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
