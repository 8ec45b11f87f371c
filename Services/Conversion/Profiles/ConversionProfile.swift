import Letters

/// One format of message: how a letter becomes a file of it.
protocol ConversionProfile: Sendable {
    init(trust: Trust)

    /// - Throws: `Refusal` for a letter that the format cannot carry.
    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter
}

/// Which profile writes a format; what else is known of a format stands in `MessageFormat`.
enum FormatRegistry {
    static func profile(of format: Practice.Format, for trust: Trust) -> any ConversionProfile {
        let profile: any ConversionProfile.Type =
            switch format {
            case .sendDocument: SendDocumentProfile.self
            case .toc: TransferOfCareProfile.self
            case .kettering: KetteringProfile.self
            case .folder: FolderProfile.self
            case .itk2: ITK2Profile.self
            case .ukcore: UKCoreMessageProfile.self
            }
        return profile.init(trust: trust)
    }
}
