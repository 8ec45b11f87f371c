// swift-tools-version: 6.2
import PackageDescription

// The path of a letter, from top to bottom:
//
//   Extraction ──letter.extracted──► Conversion ──letter.converted.*──► Transport ──► MESH ──► the practice
//        │                               │                                 │ ▲
//        │                               │                    mesh.received▼ │response.prepared
//        │                               │                          Acknowledgement
//        └──────────── letter.# ─────────┴──────► Reporting ◄──────────────┘
//
// Services never import one another. Code that they share is under Shared.

let package = Package(
    name: "MeshPost",
    products: [
        .executable(name: "extraction", targets: ["Extraction"]),
        .executable(name: "conversion", targets: ["Conversion"]),
        .executable(name: "document-engine", targets: ["DocumentEngine"]),
        .executable(name: "transport", targets: ["Transport"]),
        .executable(name: "acknowledgement", targets: ["Acknowledgement"]),
        .executable(name: "reporting", targets: ["Reporting"]),
        .executable(name: "meshpost", targets: ["Operator"]),
        .executable(name: "practice", targets: ["Practice"]),
        .executable(name: "mesh-server", targets: ["MeshServer"]),
        .executable(name: "mesh-folders-client", targets: ["FolderClient"]),
        .executable(name: "bench", targets: ["Benchmarks"]),
        .executable(name: "demo", targets: ["Demo"]),
        .executable(name: "lanes", targets: ["Lanes"]),
        .executable(name: "letter-files", targets: ["LetterFiles"]),
        .executable(name: "escape", targets: ["Escape"]),
        .executable(name: "poisoned-reader", targets: ["PoisonedReader"]),
        .executable(name: "batch-reader", targets: ["BatchReader"]),
        .library(name: "power-cut", type: .dynamic, targets: ["CPowerCut"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Services: the stages in the order of the pipeline, and the operator's tool.
        .service(
            "Extraction",
            uses: [
                "Letters", "Documents", "Renditions", "Folders", "HL7v2", "Journal", .grdb, .hummingbird, .lifecycle,
                .metrics, .nio, .nioPosix, .nioSSL,
            ]),
        .service(
            "Conversion",
            uses: [
                "Letters", "Documents", "Renditions", "Engines", "Formats", "FHIR", "ITK", "ITK2", "UKCore",
                "Kettering", "XML", .lifecycle, .metrics,
            ]),
        .executableTarget(
            name: "DocumentEngine",
            dependencies: [
                "Renditions", "XML", "CPoppler", "CQPDF", "COffice", "CImages", "CConfinement", "CZlib",
                .crypto,
            ],
            path: "Services/DocumentEngine", swiftSettings: .strict),
        .service(
            "Transport",
            uses: [
                "Broker", "Letters", "Documents", "Folders", "Journal", "HTTP", "Mesh", "MeshFolders", "ITK", .grdb,
                .hummingbird, .lifecycle, .metrics, .nioSSL,
            ]),
        .service(
            "Acknowledgement",
            uses: ["Broker", "Letters", "Documents", "Journal", "ITK", .grdb, .lifecycle, .metrics]),
        .service(
            "Reporting",
            uses: ["Broker", "Letters", "Documents", "Journal", .grdb, .hummingbird, .lifecycle, .metrics]),
        .service(
            "Operator",
            uses: [
                "Broker", "Letters", "Documents", "Renditions", "Engines", "Formats", "FHIR", "HL7v2", "XML",
            ]),

        // Shared: from the domain at the top to the C libraries at the bottom.
        .module("Letters"),
        .module("Identifiers", uses: [.crypto]),
        .module("Messages", uses: ["Letters", "Identifiers"]),
        .module("Formats", uses: ["Letters", "FHIR", "ITK", "ITK2", "UKCore", "Kettering", "XML"]),
        .module("FHIR", uses: ["Letters", "XML"], isOptimised: true),
        .module("ITK", uses: ["Letters", "Identifiers", "FHIR", "XML"]),
        .module("ITK2", uses: ["Letters", "XML"]),
        .module("UKCore", uses: ["Letters", "Identifiers", "FHIR", "XML"]),
        .module("Kettering", uses: ["Letters", "XML"]),
        .module("HL7v2", uses: ["Letters", "Renditions", "XML"], isOptimised: true),
        .module("XML", uses: ["CXML"], isOptimised: true),
        .module("Pipeline", uses: ["Letters", "Messages", "Broker", .logging, .metrics, .lifecycle]),
        .module("Documents", uses: ["Letters", "HTTP", "XML", .crypto]),
        .module("Engines", uses: ["Renditions", "XML", "CConfinement", .metrics]),
        .module("Renditions", uses: ["XML"], isOptimised: true),
        .module(
            "Journal",
            uses: ["Letters", "Messages", "Pipeline", "Broker", "Operations", .grdb, .logging, .metrics, .lifecycle]),
        .module("MeshFolders", uses: ["Folders", "Letters", "XML"]),
        .module("Folders"),
        .module("Mesh", uses: ["HTTP", "CZlib", .crypto], besides: ["README.md"]),
        .module("HTTP", uses: ["CCurl", "CZlib"]),
        .module(
            "Operations",
            uses: [
                "Letters", "Broker", "Documents", "CConfinement", "CMalloc", .arguments, .configuration,
                .httpClient, .hummingbird, .hummingbirdCore, .logging, .metrics, .lifecycle, .nio, .nioFoundation,
                .nioHTTP, .signals,
            ]),
        .module("Broker", uses: ["CRabbitMQ", .deque, .logging, .metrics, .lifecycle], besides: ["README.md"]),
        .systemLibrary(name: "CRabbitMQ", path: "Shared/CRabbitMQ", pkgConfig: "librabbitmq"),
        .systemLibrary(name: "CPoppler", path: "Shared/CPoppler", pkgConfig: "poppler-glib"),
        .systemLibrary(name: "CQPDF", path: "Shared/CQPDF", pkgConfig: "libqpdf"),
        .systemLibrary(name: "COffice", path: "Shared/COffice"),
        .systemLibrary(name: "CImages", path: "Shared/CImages", pkgConfig: "libtiff-4"),
        .target(name: "CConfinement", path: "Shared/CConfinement"),
        .systemLibrary(name: "CCurl", path: "Shared/CCurl", pkgConfig: "libcurl"),
        .systemLibrary(name: "CXML", path: "Shared/CXML", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "CZlib", path: "Shared/CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CMalloc", path: "Shared/CMalloc"),

        // Tests: the other side of the wire, the bench, and the suites.
        .tool("Practice", uses: ["HTTP", "Mesh", "XML", .arguments, .logging]),
        .tool(
            "MeshServer",
            uses: [
                "CZlib", .arguments, .crypto, .grdb, .hummingbird, .hummingbirdTLS, .lifecycle, .logging, .nio,
                .nioSSL, .signals,
            ]),
        .tool("FolderClient", uses: ["HTTP", "Mesh", "XML", .arguments, .logging]),
        .tool("PoisonedReader", uses: ["Broker", "Letters", "Messages", "Pipeline", .logging]),
        .tool(
            "BatchReader", uses: ["Broker", "Journal", "Letters", "Messages", "Pipeline", .grdb, .logging]),
        .tool("Lanes", uses: ["TestSupport", .arguments]),
        .tool("Demo", uses: ["TestSupport", "Operations", "Letters", "Broker", .arguments, .logging]),
        .tool(
            "Benchmarks",
            uses: [
                "TestSupport", "CBroker", "CMesh", "Broker", "Documents", "FHIR", "HTTP", "ITK", "Kettering", "Letters",
                "Mesh",
                "Messages", "Operations", "Pipeline", "Renditions", "UKCore", "XML", .arguments, .crypto, .logging,
            ], besides: ["README.md"]),
        .target(name: "CBroker", dependencies: ["CRabbitMQ"], path: "Tests/CBroker"),
        .executableTarget(name: "Escape", dependencies: ["CConfinement"], path: "Tests/Escape"),
        .target(name: "CMesh", dependencies: ["CCurl"], path: "Tests/CMesh"),
        .target(name: "CPowerCut", path: "Tests/CPowerCut"),
        .target(
            name: "TestSupport",
            dependencies: ["Operations", "Letters", "Messages", "Broker", .logging],
            path: "Tests/TestSupport", swiftSettings: .strict),
        .target(
            name: "SyntheticLetters", dependencies: ["CZlib"], path: "Tests/SyntheticLetters",
            swiftSettings: .strict + .optimised),
        .tool("LetterFiles", uses: ["SyntheticLetters", .arguments]),
        .suite("LettersTests", of: ["Letters"]),
        .suite("MessagesTests", of: ["Messages", "Letters"]),
        .suite("BrokerTests", of: ["Broker", "Operations", .logging]),
        .suite("StageTests", of: ["Pipeline", "Broker", "Messages", "Letters", .logging]),
        .suite("DocumentsTests", of: ["Documents", "Letters", .crypto]),
        .suite("RenditionsTests", of: ["Renditions"]),
        .suite("JournalTests", of: ["Journal", "Messages", "Pipeline", "Broker", "Letters", .grdb, .logging]),
        .suite("MeshTests", of: ["HTTP", "Letters", "Mesh", .crypto]),
        .suite("MeshFoldersTests", of: ["MeshFolders", "Folders", "XML"]),
        .suite("FHIRTests", of: ["FHIR", "ITK", "Letters", "Messages", "XML"]),
        .suite("XMLTests", of: ["XML"]),
        .suite("HL7v2Tests", of: ["HL7v2", "Letters", "Renditions"]),
        .suite("KetteringTests", of: ["Kettering", "Letters", "XML"]),
        .suite(
            "OperationsTests",
            of: [
                "Operations", "Letters", .hummingbird, .hummingbirdTesting, .metrics, .lifecycle, .logging,
            ]),
        .suite(
            "ExtractionTests",
            of: [
                "Extraction", "HL7v2", "Letters", "Messages", "Documents", "Journal", "Operations", "Renditions", .grdb,
                .logging,
            ]),
        .suite(
            "ConversionTests",
            of: [
                "Conversion", "Broker", "Letters", "Messages", "Documents", "FHIR", "Formats", "ITK", "Operations",
                "Pipeline", "XML", "Practice", "Renditions", "Engines", "DocumentEngine", "CConfinement", "CZlib",
                "SyntheticLetters",
                .logging,
            ]),
        .suite(
            "TransportTests",
            of: [
                "Transport", "Operations", "Letters", "Messages", "Broker", "Pipeline", "Documents", "Journal", "HTTP",
                "Mesh",
                "MeshFolders", .logging, .lifecycle, .grdb,
            ]),
        .suite(
            "AcknowledgementTests",
            of: [
                "Acknowledgement", "Broker", "Letters", "Messages", "Documents", "Journal", "Pipeline", .grdb, .logging,
            ]),
        .suite(
            "ReportingTests",
            of: [
                "Reporting", "Letters", "Messages", "Operations", "Documents", "Broker", "Journal", "Pipeline", .grdb,
                .logging, .lifecycle, .hummingbird, .hummingbirdTesting,
            ]),
        .suite(
            "OperatorTests",
            of: [
                "Operator", "Operations", "Documents", "Messages", "Letters", "Renditions", "Broker", "Pipeline",
                "HL7v2", .arguments, .logging,
            ]),
        .suite("PracticeTests", of: ["Practice", "HTTP", "ITK", "Letters", "Mesh", .logging]),
        .suite(
            "MeshServerTests",
            of: ["MeshServer", "HTTP", "Mesh", "Operations", .hummingbird, .hummingbirdTesting, .crypto, .nio]),
        .suite("FolderClientTests", of: ["FolderClient", "HTTP", "Mesh", "MeshFolders"]),
        .suite("ArchitectureTests", of: ["Letters", "Operations"]),
        .suite(
            "PipelineTests",
            of: [
                "Letters", "Messages", "Operations", "Extraction", "Conversion", "Transport", "Acknowledgement",
                "Reporting", "Practice", "Operator", "Demo", "Broker", "Documents", "HTTP", "Mesh", "Pipeline",
                .logging,
            ]),
    ]
)

extension Target {
    /// A service with the dependencies that all services need: events, the stage runner and the service frame.
    static func service(_ name: String, uses: [Dependency]) -> Target {
        .executableTarget(
            name: name,
            dependencies: ["Messages", "Pipeline", "Operations", .arguments, .logging] + uses,
            path: "Services/\(name)", swiftSettings: .strict)
    }

    /// - Parameters:
    ///   - besides: files in the folder that are not Swift sources.
    ///   - isOptimised: optimises the module in debug builds too. For modules with loops over bytes and values that
    ///     tests run thousands of times.
    static func module(
        _ name: String, uses: [Dependency] = [], besides: [String] = [], isOptimised: Bool = false
    ) -> Target {
        .target(
            name: name, dependencies: uses, path: "Shared/\(name)", exclude: besides,
            swiftSettings: .strict + (isOptimised ? .optimised : []))
    }

    static func tool(_ name: String, uses: [Dependency], besides: [String] = []) -> Target {
        .executableTarget(
            name: name, dependencies: uses, path: "Tests/\(name)", exclude: besides, swiftSettings: .strict)
    }

    static func suite(_ name: String, of targets: [Dependency]) -> Target {
        .testTarget(
            name: name, dependencies: ["TestSupport"] + targets, path: "Tests/\(name)", swiftSettings: .strict)
    }
}

extension Target.Dependency {
    static var arguments: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var configuration: Self { .product(name: "Configuration", package: "swift-configuration") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var deque: Self { .product(name: "DequeModule", package: "swift-collections") }
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    static var httpClient: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var hummingbirdCore: Self { .product(name: "HummingbirdCore", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var hummingbirdTLS: Self { .product(name: "HummingbirdTLS", package: "hummingbird") }
    static var lifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var metrics: Self { .product(name: "Metrics", package: "swift-metrics") }
    static var nio: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nioSSL: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var nioFoundation: Self { .product(name: "NIOFoundationCompat", package: "swift-nio") }
    static var nioHTTP: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var signals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
}

extension [SwiftSetting] {
    static var strict: Self {
        [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .treatAllWarnings(as: .error),
        ]
    }

    /// Optimises in debug builds too.
    static var optimised: Self { [.unsafeFlags(["-O"], .when(configuration: .debug))] }
}
