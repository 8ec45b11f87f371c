public import FHIR
public import Letters

/// The four letter types of ITK3 Transfer of Care, each with its event (ITK-MessageEvent-2), message definition, MESH
/// workflow and profile.
public enum TransferOfCareKind: Sendable, CaseIterable {
    case inpatient, mentalHealth, emergency, outpatient

    /// Nil for a kind of letter that Transfer of Care does not define.
    public init?(_ kind: LetterKind) {
        switch kind {
        case .inpatientDischarge: self = .inpatient
        case .mentalHealthDischarge: self = .mentalHealth
        case .emergencyDischarge: self = .emergency
        case .outpatientLetter: self = .outpatient
        case .clinicalLetter: return nil
        }
    }

    public var event: Coding {
        let (code, words) =
            switch self {
            case .inpatient: ("ITK003D", "ITK eDischarge")
            case .mentalHealth: ("ITK004D", "ITK Mental Health eDischarge")
            case .emergency: ("ITK005D", "ITK Emergency Care eDischarge")
            case .outpatient: ("ITK006D", "ITK Outpatient Letter")
            }
        return Coding(system: ITKMessage.events, code: code, display: words)
    }

    public var messageDefinition: String {
        let name =
            switch self {
            case .inpatient: "ITK-eDischarge-MessageDefinition-4"
            case .mentalHealth: "ITK-MH-eDischarge-MessageDefinition-4"
            case .emergency: "ITK-EC-eDischarge-MessageDefinition-4"
            case .outpatient: "ITK-OPL-MessageDefinition-4"
            }
        return "https://fhir.nhs.uk/STU3/MessageDefinition/\(name)"
    }

    public var workflow: String {
        switch self {
        case .inpatient: "TOC_FHIR_IP_DISCH"
        case .mentalHealth: "TOC_FHIR_MH_DISCH"
        case .emergency: "TOC_FHIR_EC_DISCH"
        case .outpatient: "TOC_FHIR_OP_ATTEN"
        }
    }

    /// The canonical URL of the Composition's profile.
    public var compositionProfile: String {
        let name =
            switch self {
            case .inpatient: "EDIS"
            case .mentalHealth: "MH"
            case .emergency: "ECD"
            case .outpatient: "OPL"
            }
        return "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-\(name)-Composition-1"
    }

    /// The sections that the profile allows; other sections are forbidden (closed slicing).
    public var sections: Set<SectionHeading> {
        let discharge: Set<SectionHeading> = [
            .admissionDetails, .assessmentScales, .clinicalSummary, .dischargeDetails, .distributionList,
            .individualRequirements, .investigationResults, .legalInformation, .research, .concerns, .socialContext,
        ]
        switch self {
        case .inpatient: return Self.everywhere.union(discharge)
        case .mentalHealth: return Self.everywhere.union(discharge).union([.familyHistory])
        case .emergency:
            return Self.everywhere.union([
                .attendanceDetails, .clinicalNarrative, .contact, .dischargeDetails, .presentingComplaints,
                .safeguarding, .seniorClinician,
            ])
        case .outpatient:
            return Self.everywhere.union([
                .assessmentScales, .attendanceDetails, .reviewOfSystems, .clinicalSummary, .distributionList,
                .examinationFinding, .familyHistory, .history, .individualRequirements, .investigationResults,
                .legalInformation, .research, .concerns, .problems, .riskFactors, .socialContext,
            ])
        }
    }

    private static let everywhere: Set<SectionHeading> = [
        .allergies, .diagnoses, .gpPractice, .information, .medications, .demographics, .personCompleting, .plan,
        .procedures, .referrer, .safetyAlerts,
    ]

    /// The sections that the guide makes mandatory; the profiles themselves require two only.
    ///
    /// "Senior reviewing clinician" and "Information and advice given" are not included. The emergency guide marks both
    /// M, but gives them the cardinality 0 to 1 in the same row, as the profile does, where every other M has "1 only".
    /// Not every attendance was reviewed; here M refers to what the section must contain if it exists, the reviewer's
    /// name.
    public var mandatory: Set<SectionHeading> {
        let all: Set<SectionHeading> = [.allergies, .demographics, .gpPractice, .personCompleting]
        switch self {
        case .inpatient: return all.union([.clinicalSummary, .diagnoses])
        case .mentalHealth: return all.union([.clinicalSummary])
        case .emergency:
            return all.union([
                .attendanceDetails, .clinicalNarrative, .contact, .diagnoses, .plan, .presentingComplaints,
            ])
        case .outpatient: return all.union([.attendanceDetails, .clinicalSummary])
        }
    }
}
