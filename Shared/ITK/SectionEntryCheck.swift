import FHIR
import XML

/// Checks the targets of the sections' entries and the content of the lists: the slices' target profiles
/// (CareConnect-ITK-EDIS-, -OPL-, -ECD- and -MH-Composition-1; CareConnect-ITK-…-List-1), and only files in GP Connect
/// Send Document.
enum SectionEntryCheck {
    static func violations(of message: Element) -> [Violation] {
        let bundles = [message] + message.all("entry").compactMap { $0.first("resource", "Bundle") }
        return bundles.filter { $0.first("type")?.valueText == "document" }.flatMap(inDocument)
    }

    private static func inDocument(_ bundle: Element) -> [Violation] {
        let entries = bundle.all("entry").compactMap { entry in
            entry.first("resource")?.children.first.map { (entry.first("fullUrl")?.valueText ?? "", $0) }
        }
        let resources = Dictionary(entries, uniquingKeysWith: { first, _ in first })
        return entries.map(\.1).flatMap { resource -> [Violation] in
            switch resource.name {
            case "Composition": inComposition(resource, resources)
            case "List": inList(resource, resources)
            default: []
            }
        }
    }

    private static func inComposition(_ composition: Element, _ resources: [String: Element]) -> [Violation] {
        let profile = composition.first("meta", "profile")?.valueText
        let kind = TransferOfCareKind.allCases.first { $0.compositionProfile == profile }
        guard kind != nil || profile == ITKProfile.composition.url else { return [] }
        return composition.all("section").flatMap { section -> [Violation] in
            let code = section.first("code", "coding", "code")?.valueText
            let heading = SectionHeading.allCases.first { $0.coding.code == code }
            // The profile itself reports a section with an unknown code.
            guard kind == nil || heading != nil else { return [] }
            let others = kind.flatMap { kind in heading.map { $0.entries(in: kind) } } ?? []
            return wrong(
                section.all("entry").compactMap { $0.first("reference")?.valueText },
                path: "Composition.section\(heading.map { " (\($0.title))" } ?? "").entry",
                wanted: ["ITK-Attachment-Binary-1"] + others, resources)
        }
    }

    private static let items = [
        "CareConnect-ITK-Allergy-List-1": "CareConnect-ITK-AllergyIntolerance-1",
        "CareConnect-ITK-Condition-List-1": "CareConnect-ITK-Condition-1",
        "CareConnect-ITK-Medication-List-1": "CareConnect-ITK-MedicationStatement-1",
        "CareConnect-ITK-Procedure-List-1": "CareConnect-ITK-Procedure-1",
    ]

    private static func inList(_ list: Element, _ resources: [String: Element]) -> [Violation] {
        guard let item = items[profile(of: list)] else { return [] }
        return wrong(
            list.all("entry").compactMap { $0.first("item", "reference")?.valueText }, path: "List.entry.item",
            wanted: [item], resources)
    }

    /// `BundleCheck` reports references without a target.
    private static func wrong(
        _ references: [String], path: String, wanted: [String], _ resources: [String: Element]
    ) -> [Violation] {
        references.compactMap { resources[$0] }.filter { !wanted.contains(profile(of: $0)) }.map { _ in
            Violation(path: path, problem: "must lead to a \(wanted.joined(separator: " or "))")
        }
    }

    /// The last path component of the URL of the resource's profile.
    private static func profile(of resource: Element) -> String {
        resource.first("meta", "profile")?.valueText?.split(separator: "/").last.map(String.init) ?? ""
    }
}

extension SectionHeading {
    /// The profiles to which the section's entries may refer, in addition to files.
    fileprivate func entries(in kind: TransferOfCareKind) -> [String] {
        let people = [
            "CareConnect-Organization-1", "CareConnect-Patient-1", "CareConnect-Practitioner-1",
            "CareConnect-PractitionerRole-1",
        ]
        switch self {
        case .admissionDetails: return ["CareConnect-ITK-Encounter-1"]
        case .attendanceDetails: return kind == .outpatient ? ["CareConnect-ITK-Encounter-1"] : []
        case .dischargeDetails:
            return ["CareConnect-ITK-Encounter-1"] + (kind == .emergency ? [] : ["CareConnect-Practitioner-1"])
        case .allergies: return ["CareConnect-ITK-Allergy-List-1"]
        case .diagnoses, .presentingComplaints: return ["CareConnect-ITK-Condition-List-1"]
        case .medications: return ["CareConnect-ITK-Medication-List-1"]
        case .procedures: return ["CareConnect-ITK-Procedure-List-1"]
        case .investigationResults: return kind == .outpatient ? ["CareConnect-ITK-Procedure-List-1"] : []
        case .history: return ["CareConnect-ITK-Condition-List-1", "CareConnect-ITK-Procedure-List-1"]
        case .gpPractice: return ["CareConnect-Organization-1"]
        case .demographics: return ["CareConnect-Patient-1"]
        case .personCompleting, .seniorClinician: return ["CareConnect-Practitioner-1"]
        case .distributionList: return people + ["ITK-RelatedPerson-1"]
        case .referrer: return people + (kind == .inpatient ? ["ITK-RelatedPerson-1"] : [])
        default: return []
        }
    }
}
