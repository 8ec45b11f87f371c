import TestSupport

/// Which suites are run where. A suite that is not named here is pure: it starts no broker, server or service, lays out
/// no documents, and belongs to the quick lane.
enum Lane {
    /// A suite that starts processes.
    struct Suite: Sendable {
        var name: String
        /// Each of its tests is a run of its own, since together they would be the longest of all.
        var isSplit = false
    }

    /// By their length, the longest first.
    static let processes: [Suite] = [
        Suite(name: "PipelineTests.DamageTests", isSplit: true),
        Suite(name: "PipelineTests.WholeWayTests", isSplit: true),
        Suite(name: "TransportTests.TakeoverTests", isSplit: true),
        Suite(name: "PipelineTests.KillingTests"),
        Suite(name: "PipelineTests.PowerCutTests", isSplit: true),
        Suite(name: "BrokerTests.DisturbedBrokerTests"),
        Suite(name: "OperatorTests.RealBrokerTests"),
        Suite(name: "OperatorTests.StoreTests"),
        Suite(name: "TransportTests.ProcessTests", isSplit: true),
        Suite(name: "PipelineTests.DeletedQueueTests"),
        Suite(name: "StageTests.PoisonTests"),
        Suite(name: "JournalTests.BatchKillingTests", isSplit: true),
        Suite(name: "PipelineTests.ConverterTests"),
        Suite(name: "PipelineTests.MonitoringTests", isSplit: true),
        Suite(name: "PipelineTests.ContainerTests"),
        Suite(name: "PipelineTests.DeploymentFileTests"),
        Suite(name: "PipelineTests.OperatorScenario"),
        Suite(name: "PipelineTests.RedropScenario"),
        Suite(name: "PipelineTests.ReleaseScenario", isSplit: true),
        Suite(name: "TransportTests.ConformanceTests", isSplit: true),
        Suite(name: "TransportTests.FolderWayTests", isSplit: true),
        Suite(name: "ConversionTests.CorpusTests", isSplit: true),
        Suite(name: "ConversionTests.ExpectedDocumentTests"),
        Suite(name: "ConversionTests.HospitalLetterTests", isSplit: true),
        Suite(name: "ConversionTests.LetterMutationTests"),
        Suite(name: "ConversionTests.DeterminismTests"),
        Suite(name: "ConversionTests.DocumentSectionTests"),
        Suite(name: "ConversionTests.LargeLetterTests"),
        Suite(name: "BrokerTests.SecureBrokerTests"),
        Suite(name: "AcknowledgementTests.ProcessTests"),
        Suite(name: "MeshTests.PeerTests"),
        Suite(name: "DocumentsTests.OutsideBucketTests"),
        Suite(name: "BrokerTests.ConformanceTests"),
        Suite(name: "ConversionTests.OriginalTests"),
        Suite(name: "ConversionTests.ReleaseTests"),
        Suite(name: "ConversionTests.PicturedTests"),
        Suite(name: "ConversionTests.ScanTests"),
        Suite(name: "MeshServerTests.ProcessTests"),
        Suite(name: "ConversionTests.ResamplingTests"),
        Suite(name: "ConversionTests.PictureTests"),
        Suite(name: "ConversionTests.GoldenTests"),
        Suite(name: "ConversionTests.PageEdgeTests"),
        Suite(name: "ConversionTests.EngineTests"),
        Suite(name: "ConversionTests.ConfinementTests"),
        Suite(name: "ConversionTests.DocumentMutationTests"),
        Suite(name: "ConversionTests.StarvedEngineTests"),
        Suite(name: "ConversionTests.LittleMemoryTests"),
        Suite(name: "ConversionTests.FaxTests"),
        Suite(name: "ConversionTests.PlainTextTests"),
        Suite(name: "ConversionTests.ShownTextTests"),
        Suite(name: "ConversionTests.PackageCorpusTests"),
        Suite(name: "PracticeTests.SurgeryTests"),
        Suite(name: "PracticeTests.OutsideJudgeTests"),
        Suite(name: "MeshTests.ServerTests"),
        Suite(name: "MeshTests.StrictServerTests"),
        Suite(name: "MeshTests.LongMessageTests"),
        Suite(name: "MeshTests.TLSTests"),
        Suite(name: "MeshServerTests.SandboxTests"),
        Suite(name: "MeshServerTests.OfficialClientTests"),
        Suite(name: "FolderClientTests.FolderClientTests"),
        Suite(name: "TransportTests.MissingTests"),
        Suite(name: "TransportTests.HostileProcessTests"),
        Suite(name: "BrokerTests.SizeTests"),
        Suite(name: "StageTests.ForgingTests"),
        Suite(name: "ExtractionTests.HL7ListenerTests"),
        Suite(name: "ExtractionTests.SourceKillingTests"),
        Suite(name: "ExtractionTests.HL7ConnectionTests"),
        Suite(name: "ExtractionTests.SourceConformanceTests"),
        Suite(name: "OperationsTests.ServiceExecutableTests"),
        Suite(name: "OperationsTests.OwnUserTests"),
        Suite(name: "PipelineTests.WatchedDiskTests"),
        Suite(name: "PipelineTests.StormTests"),
    ]

    /// The targets whose pure tests take longest; begun first, none of them is left to end alone.
    private static let long = ["FHIRTests", "ConversionTests", "TransportTests", "MeshFoldersTests", "ExtractionTests"]

    /// By which the pure tests of targets are put in order.
    static func place(of target: String) -> String {
        "\(long.firstIndex(of: target) ?? long.count) \(target)"
    }

    /// What the parts of `--long` run, in the order of `LongPart`.
    static func suites(of part: LongPart) -> [Suite] {
        switch part {
        case .storm: [Suite(name: "PipelineTests.StormTests"), Suite(name: "PipelineTests.PowerCutTests")]
        case .documents:
            [
                Suite(name: "ConversionTests.PackageCorpusTests", isSplit: true),
                Suite(name: "ConversionTests.HospitalLetterTests", isSplit: true),
                Suite(name: "ConversionTests.LetterMutationTests"),
                Suite(name: "ConversionTests.CorpusTests"),
            ]
        case .disk: [Suite(name: "PipelineTests.DamageTests"), Suite(name: "PipelineTests.KillingTests")]
        case .lease: [Suite(name: "TransportTests.TakeoverTests"), Suite(name: "TransportTests.ProcessTests")]
        case .fuzz:
            [
                "XMLTests.MutationTests", "HL7v2Tests.HL7MutationTests", "FHIRTests.ResponseTests",
                "MeshFoldersTests.ControlFileTests",
                "MessagesTests.EventMutationTests", "MessagesTests.SinglePassTests",
                "LettersTests.PracticesMutationTests",
                "ExtractionTests.DroppedLetterMutationTests", "MeshTests.ProtocolMutationTests",
                "ConversionTests.DocumentMutationTests",
            ].map { Suite(name: $0) }
        }
    }
}
