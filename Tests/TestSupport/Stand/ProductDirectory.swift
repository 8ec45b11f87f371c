public import Foundation

/// The folder of this build's executables: the one of the running executable, be it the tests or the demo.
public enum ProductDirectory {
    public static var url: URL {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: own ?? CommandLine.arguments[0]).deletingLastPathComponent()
    }

    /// The executable of this name, or nil when it has not been built.
    public static func executable(_ name: String) -> URL? {
        let file = url.appending(path: name)
        return FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
    }

    /// The root of the project's source tree.
    public static var sources: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
}
