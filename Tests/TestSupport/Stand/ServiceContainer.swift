public import Foundation

/// Images that `deploy/images/build` made.
public struct ServiceImages: Sendable {
    /// The image name without the service, `localhost/meshpost`.
    public let prefix: String
    public let tag: String

    /// The images that `MESHPOST_IMAGES` names as `PREFIX:TAG`; nil if it is not set, or podman is not installed.
    public static let told: ServiceImages? = {
        guard FileManager.default.isExecutableFile(atPath: ServiceContainer.podman.path),
            let text = ProcessInfo.processInfo.environment["MESHPOST_IMAGES"],
            let colon = text.lastIndex(of: ":")
        else { return nil }
        return ServiceImages(prefix: String(text[..<colon]), tag: String(text[text.index(after: colon)...]))
    }()

    public func name(of stage: String) -> String { "\(prefix)/\(stage):\(tag)" }

    /// User and group id that all images run as.
    static let user = "10001:10001"

    /// Gives the folders and files of a stand to that user.
    func own(_ root: URL) throws {
        let parts = [
            "drop", "documents", "folder", "secrets", "state", "sources.json", "practices.csv", "formats.json",
        ].map { root.appending(path: $0).path }
        _ = try ServiceContainer.run(URL(filePath: "/bin/chown"), ["-R", Self.user] + parts)
    }

    func container(_ name: String, of stage: String, _ root: URL) -> ServiceContainer {
        ServiceContainer(
            name: "meshpost-\(ProcessInfo.processInfo.processIdentifier)-\(name)", image: self.name(of: stage),
            stage: stage, root: root)
    }
}

/// A service in a container with all restrictions of deploy/compose.yaml. It uses the machine's network, since the
/// broker and MESH of a stand listen on its loopback address.
public struct ServiceContainer: Sendable {
    public static let podman = URL(filePath: "/usr/bin/podman")
    /// The runtime that works with both versions of control groups.
    private static let runtime = ["--runtime", "runc"]

    public let name: String
    let image: String
    let stage: String
    /// The stand's folder, which the container sees under the same path.
    let root: URL

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// Returns the arguments of `podman run`. Secrets are passed in its environment, which other users cannot read.
    func arguments(_ settings: [String: String]) -> [String] {
        let limits = ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=20000:20000", "--memory", memory]
        let walls = [
            "--read-only", "--read-only-tmpfs=false", "--cap-drop", "all", "--security-opt", "no-new-privileges",
            "--user", ServiceImages.user,
        ]
        let places = ["--volume", "\(root.path):\(root.path)"] + (stage == "conversion" ? ["--tmpfs", "/tmp"] : [])
        let names = (settings.keys + ["REPORTING_EXTRACTION_URL"]).sorted().flatMap { ["--env", $0] }
        return Self.runtime + ["run", "--rm", "--replace", "--name", name, "--network", "host", "--log-driver", "none"]
            + limits + walls + places + names + [image]
    }

    private var memory: String { stage == "conversion" ? "1500m" : "256m" }

    /// Sends SIGKILL to the container's first process, which ends all of them.
    func kill() throws { try Self.run(Self.podman, Self.runtime + ["kill", "--signal", "KILL", name]) }

    /// Removes the container if it exists.
    public func remove() {
        _ = try? Self.run(Self.podman, Self.runtime + ["rm", "--force", "--time", "0", "--ignore", name])
    }

    /// Runs a program in the container.
    ///
    /// - Throws: An error if the program ends with a status other than 0.
    public func execute(_ arguments: String...) throws {
        try Self.run(Self.podman, Self.runtime + ["exec", name] + arguments)
    }

    /// Returns what `podman inspect` prints for this Go template.
    public func inspect(_ template: String) throws -> String {
        try Self.run(Self.podman, ["inspect", "--type", "container", "--format", template, name])
    }

    /// Returns the size of the container's image in bytes.
    public func imageSize() throws -> Int? {
        Int(try Self.run(Self.podman, ["image", "inspect", "--format", "{{.Size}}", image]))
    }

    /// - Returns: The output without white space around it.
    @discardableResult
    static func run(_ program: URL, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(description: "\(arguments): \(text)") }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
