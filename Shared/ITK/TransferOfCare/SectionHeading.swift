public import FHIR
import Foundation

/// The sections of a Transfer of Care: the PRSB headings, with exactly the titles and codes that the profiles fix
/// (CareConnect-ITK-EDIS, -OPL, -ECD and -MH-Composition-1).
public enum SectionHeading: String, CaseIterable, Sendable {
    case admissionDetails = "Admission details"
    case allergies = "Allergies and adverse reactions"
    case assessmentScales = "Assessment scales"
    case attendanceDetails = "Attendance details"
    case clinicalNarrative = "Clinical narrative"
    case reviewOfSystems = "Clinical review of systems"
    case clinicalSummary = "Clinical summary"
    case contact = "Contact for further information"
    case diagnoses = "Diagnoses"
    case dischargeDetails = "Discharge details"
    case distributionList = "Distribution list"
    case examinationFinding = "Examination finding"
    case familyHistory = "Family history"
    case gpPractice = "GP practice"
    case history = "History"
    case individualRequirements = "Individual requirements"
    case information = "Information and advice given"
    case investigationResults = "Investigation results"
    case legalInformation = "Legal information"
    case medications = "Medications and medical devices"
    case research = "Participation in research"
    case concerns = "Patient and carer concerns, expectations and wishes"
    case demographics = "Patient demographics"
    case personCompleting = "Person completing record"
    case plan = "Plan and requested actions"
    case presentingComplaints = "Presenting complaints or issues"
    case problems = "Problems and issues"
    case procedures = "Procedures"
    case referrer = "Referrer details"
    case riskFactors = "Relevant clinical risk factors"
    case safeguarding = "Safeguarding"
    case safetyAlerts = "Safety alerts"
    case seniorClinician = "Senior reviewing clinician"
    case socialContext = "Social context"

    /// The heading as the hospital writes it, case-insensitive; the display text of the code is accepted too.
    public init?(heading: String) {
        let wanted = heading.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let found = Self.allCases.first {
            $0.title.lowercased() == wanted || $0.coding.display.lowercased() == wanted
        }
        guard let found else { return nil }
        self = found
    }

    public var title: String { rawValue }

    /// The SNOMED CT code; for two headings its display text differs from the title.
    public var coding: Coding {
        let display =
            switch self {
            case .reviewOfSystems: "Review of systems"
            case .examinationFinding: "Examination findings"
            default: rawValue
            }
        return Coding(system: FHIR.snomed, code: code, display: display)
    }

    /// True if the section must refer to a resource (minimum of `section.entry`).
    var needsEntry: Bool {
        switch self {
        case .admissionDetails, .dischargeDetails, .gpPractice, .demographics: true
        default: false
        }
    }

    var code: String {
        switch self {
        case .admissionDetails: "886781000000108"
        case .allergies: "886921000000105"
        case .assessmentScales: "887141000000103"
        case .attendanceDetails: "1077881000000105"
        case .clinicalNarrative: "1077901000000108"
        case .reviewOfSystems: "887121000000105"
        case .clinicalSummary: "887181000000106"
        case .contact: "1077931000000102"
        case .diagnoses: "887161000000102"
        case .dischargeDetails: "886811000000106"
        case .distributionList: "887261000000109"
        case .examinationFinding: "715851000000102"
        case .familyHistory: "887111000000104"
        case .gpPractice: "886711000000101"
        case .history: "717121000000105"
        case .individualRequirements: "1078911000000106"
        case .information: "1052951000000105"
        case .investigationResults: "1082101000000102"
        case .legalInformation: "886961000000102"
        case .medications: "933361000000108"
        case .research: "886751000000102"
        case .concerns: "1052941000000107"
        case .demographics: "886731000000109"
        case .personCompleting: "887231000000104"
        case .plan: "887201000000105"
        case .presentingComplaints: "886891000000102"
        case .problems: "887151000000100"
        case .procedures: "887171000000109"
        case .referrer: "1052891000000108"
        case .riskFactors: "886821000000100"
        case .safeguarding: "1077911000000105"
        case .safetyAlerts: "886931000000107"
        case .seniorClinician: "1078901000000109"
        case .socialContext: "887051000000101"
        }
    }
}
