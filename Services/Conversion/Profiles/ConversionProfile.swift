import Letters

/// Converts a letter to one message format.
protocol ConversionProfile: Sendable {
    init(trust: Trust)

    /// - Throws: `Refusal` for a letter that the format cannot carry.
    func convert(_ letter: ConversionJob) async throws -> ConvertedLetter
}

/// Maps each format to its profile; the other properties of a format are in `MessageFormat`.
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
