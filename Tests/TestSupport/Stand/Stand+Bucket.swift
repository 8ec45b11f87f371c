public import Foundation

extension Stand.Plan {
    /// Starts a bucket and makes all services keep documents in it. Its objects lie in the folder `bucket` of the
    /// stand.
    ///
    /// - Throws: An error if the server cannot start.
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
