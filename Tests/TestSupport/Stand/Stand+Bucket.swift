public import Foundation

extension Stand.Plan {
    /// Has all services keep documents in a bucket, whose objects lie in `bucket` of a stand's folder.
    ///
    /// - Throws: what the server's start throws.
    public mutating func keepDocuments(inBucketOf root: URL) throws -> BucketServer {
        let objects = root.appending(path: "bucket", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: objects, withIntermediateDirectories: true)
        let server = try BucketServer(objects)
        for service in ["extraction", "conversion", "transport", "acknowledgement", "reporting"] {
            settings[service, default: [:]].merge([
                "DOCUMENTS_URL": "s3://letters/live", "DOCUMENTS_BUCKET_ENDPOINT": server.url,
                "DOCUMENTS_BUCKET_ACCESS_KEY": "AKID", "DOCUMENTS_BUCKET_SECRET_KEY": "secret",
                "DOCUMENTS_SCRATCH_DIRECTORY": root.path,
            ]) { $1 }
        }
        return server
    }
}
