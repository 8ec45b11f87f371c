import Letters
import Messages
import Renditions
import XML

/// The reason why a letter cannot be converted: an outcome (`letter.refused`) for the worklist, not a failure of the
/// stage.
enum Refusal: Error, Equatable {
    case practiceUnknown
    case practiceNotYetActive
    case practiceClosed
    case practiceMerged(into: ODSCode)
    case notAssured
    case formatUnsupported(String)
    case restricted
    case guarded(environment: String)
    case nhsNumberMissing
    case nhsNumberUnresolved
    case demographicsIncomplete
    case careSettingUnmapped
    case patientAddress(String)
    case documentMissing
    case document(FaultFound)
    /// The pages may not show the document whole; a person may release them.
    case doubted(FaultFound, source: ObjectReference, pages: ObjectReference)
    case attachmentsUnsupported
    case tooLarge(bytes: Int, limit: Int)
    case workflowMissing
    case departmentMissing
    case documentOnly
    case headingUnknown(Int)
    case incomplete([String])
    case section(Int, HTMLError)
    case sectionsLost(words: Int)
    case invalid(path: String, problem: String)

    /// The code for routing and metrics, and a sentence that says what to do; both free of patient data.
    var reason: Reason { Reason(code: code, detail: detail) }

    var code: String {
        switch self {
        case .practiceUnknown: "practice-unknown"
        case .practiceNotYetActive: "practice-not-yet-active"
        case .practiceClosed: "practice-closed"
        case .practiceMerged: "practice-merged"
        case .notAssured: "not-assured"
        case .formatUnsupported: "format-unsupported"
        case .restricted: "restricted"
        case .guarded: "live-test-guard"
        case .nhsNumberMissing: "nhs-number-missing"
        case .nhsNumberUnresolved: "nhs-number-unresolved"
        case .demographicsIncomplete: "demographics-incomplete"
        case .careSettingUnmapped: "care-setting-unmapped"
        case .patientAddress: "patient-address-impossible"
        case .documentMissing: "document-missing"
        case .document(let found), .doubted(let found, _, _): found.fault.rawValue
        case .attachmentsUnsupported: "attachments-unsupported"
        case .tooLarge: "too-large"
        case .workflowMissing: "workflow-missing"
        case .departmentMissing: "department-missing"
        case .documentOnly: "document-only"
        case .headingUnknown: "heading-unknown"
        case .incomplete: "letter-incomplete"
        case .section(_, .broken): "section-unreadable"
        case .section(_, .notShown): "section-not-shown"
        case .sectionsLost: "section-content-lost"
        case .invalid: "message-invalid"
        }
    }

    private var detail: String {
        switch self {
        case .practiceUnknown: "the practices file has no row for this recipient and kind of letter: add one"
        case .practiceNotYetActive: "the practices file's rows for this recipient begin on a later day"
        case .practiceClosed: "the practices file's rows for this recipient have ended: it is closed"
        case .practiceMerged(let successor):
            "this recipient has merged into \(successor): reroute the letter if the patient went there too"
        case .notAssured:
            "the practices file does not say that GP Connect Send Document is assured for this recipient"
        case .formatUnsupported(let format): "the practices file asks for \(format), which is not made"
        case .restricted: "a restricted letter must not go into the practice's system: send it another way"
        case .guarded(let environment): "in the environment \(environment) this patient's number is not allowed"
        case .nhsNumberMissing: "the letter has no NHS number, by which the practice's system finds the patient"
        case .nhsNumberUnresolved:
            "the status of the NHS number says that it may be somebody else's: trace the patient, then send a new revision"
        case .demographicsIncomplete:
            "the NHS number is not verified: given name, gender, address and postcode are needed"
        case .careSettingUnmapped:
            "no care setting is known for the letter's specialty: let the source give encounter.careSetting"
        case .patientAddress(let why):
            "the letter cannot be addressed by its patient: \(why); give the practice's mailbox in the practices file"
        case .documentMissing: "the letter has no document"
        case .document(let found): found.sentence
        case .doubted(let found, _, _):
            "\(found.doubtSentence): look at both (meshpost document show), then release or refuse it"
        case .attachmentsUnsupported:
            "the format carries one document, and the letter has attachments: choose one that carries several"
        case .tooLarge(let bytes, let limit): "the message has \(bytes) bytes, the recipient takes \(limit)"
        case .workflowMissing:
            "the format has no MESH workflow of its own: give one in the practices file or the table of formats"
        case .departmentMissing: "the letter names no specialty, and the format wants the department"
        case .documentOnly: "the letter is only a document, and a Transfer of Care is made of the letter's sections"
        case .headingUnknown(let number):
            "section \(number)'s heading is none that this letter can have: map it in the table of formats (headings)"
        case .incomplete(let lacks):
            "the guide of Transfer of Care wants more of the letter: \(lacks.joined(separator: ", "))"
        case .section(let number, .broken): "section \(number)'s HTML cannot be read: something in it is not closed"
        case .section(let number, .notShown(let element)):
            "section \(number) has <\(element)>, which the recipient's system does not show"
        case .sectionsLost(let words):
            "\(words) words of the letter's sections would be missing in what the practice sees: have the source mended"
        case .invalid(let path, let problem): "the message would not be valid: \(path) \(problem)"
        }
    }

    /// The doubt that a person may decide on; nil for a final refusal.
    ///
    /// - Parameter released: the letter's other documents that were released before.
    func doubt(besides released: [ReleasedDocument]?) -> DocumentDoubt? {
        guard case .doubted(let found, let source, let pages) = self else { return nil }
        return DocumentDoubt(
            source: source, pages: pages, code: code, count: found.count, page: found.page,
            construct: found.fault == .constructUnknown ? found.shownName : nil, released: released)
    }

    /// Throws for a message that violates our own rules.
    static func check(_ violations: [Violation]) throws(Refusal) {
        if let violation = violations.first { throw .invalid(path: violation.path, problem: violation.problem) }
    }

    /// True when a person may release the document.
    var isDoubt: Bool { if case .doubted = self { true } else { false } }

    /// True when another format may carry the letter; other refusals concern the letter or the practice.
    var isOfTheFormat: Bool {
        switch self {
        case .notAssured, .formatUnsupported, .careSettingUnmapped, .documentMissing, .document, .doubted,
            .attachmentsUnsupported, .tooLarge, .workflowMissing, .departmentMissing, .documentOnly, .headingUnknown,
            .incomplete, .section, .sectionsLost, .invalid:
            true
        default: false
        }
    }
}

extension FaultFound {
    /// What a person has to check.
    fileprivate var doubtSentence: String {
        let place = page.map { " (page \($0))" } ?? ""
        let number = count.map { "\($0) " } ?? ""
        return switch fault {
        case .constructUnknown:
            "the document holds something of which it is not known whether it is seen (\(shownName ?? "unnamed"))"
        case .releasedDiffers: "the document is laid out otherwise now than the pages that were released"
        default: "\(number)words, pages or images of the document differ from what would be sent\(place)"
        }
    }

    /// The fault of the document and what to do about it, as a sentence.
    var sentence: String {
        let place = page.map { " (page \($0))" } ?? ""
        let number = count.map { "\($0) " } ?? ""
        return switch fault {
        case .typeUnsupported:
            "the document or an attachment is of no type that is known: give PDF, Word, ODT, RTF, HTML, text or a scan"
        case .encrypted:
            "the document or an attachment is encrypted, or its rights are restricted: save it without a password or "
                + "restriction and drop it again"
        case .broken: "the document or an attachment is truncated or damaged\(place): produce the file again"
        case .expandsTooFar: "the document or an attachment unpacks beyond all measure: check where it comes from"
        case .activeContent:
            "the document or an attachment holds a program (script, macro, active form): save it as a plain PDF"
        case .linkedContent:
            "the document or an attachment shows content that lies elsewhere: embed it, and drop the letter again"
        case .embeddedFiles: "the document holds further files that no practice would see: send them as attachments"
        case .fontMissing:
            "the document uses a typeface that is not in it, or letters for which no typeface is installed here: "
                + "give it as PDF with its typefaces embedded"
        case .tooManyPages: "the document has \(number)pages, more than a letter may have: split it"
        case .unfinished:
            "the document has tracked changes, comments, a date that changes by itself, or text hidden or added by style: "
                + "settle them, and sign it again"
        case .empty: "no page of the document or an attachment shows anything: produce the file again"
        case .constructUnknown:
            "the document holds something of which it is not known whether it would be seen (\(shownName ?? "unnamed")): give "
                + "it as PDF"
        case .releasedDiffers:
            "the document is laid out otherwise now than the pages that were released: look at them again"
        case .signed: "the document is digitally signed and would have to be altered: give an intact or smaller one"
        case .contentLost:
            "\(number)words, pages or images would be missing, added or moved in what the practice gets\(place): give it as PDF"
        case .sectionLost:
            "\(number)images, struck or numbered parts, form fields or words under the document's headings have no place "
                + "in a section: choose a format that carries the document itself, or mend the document"
        case .engineFailed: "the document could not be laid out in two tries: open it, save it as PDF, and drop that"
        case .tooLarge: "the document is over the recipient's limit even at the least readable resolution: shorten it"
        }
    }
}
