import Messages

/// Why a letter cannot be converted as it stands: an outcome (`letter.refused`) for the worklist, not a failure.
enum Refusal: Error, Equatable {
    case practiceUnknown
    case practiceInactive
    case notAssured
    case formatUnsupported(String)
    case restricted
    case guarded(environment: String)
    case nhsNumberMissing
    case demographicsIncomplete
    case careSettingUnmapped
    case documentMissing
    case documentTypeUnsupported
    case documentEncrypted
    case attachmentsUnsupported
    case tooLarge(bytes: Int, limit: Int)
    case invalid(path: String, problem: String)

    /// The code for routing and counting, and a sentence that says what to do; neither says anything of the patient.
    var reason: Reason { Reason(code: code, detail: detail) }

    var code: String {
        switch self {
        case .practiceUnknown: "practice-unknown"
        case .practiceInactive: "practice-inactive"
        case .notAssured: "not-assured"
        case .formatUnsupported: "format-unsupported"
        case .restricted: "restricted"
        case .guarded: "live-test-guard"
        case .nhsNumberMissing: "nhs-number-missing"
        case .demographicsIncomplete: "demographics-incomplete"
        case .careSettingUnmapped: "care-setting-unmapped"
        case .documentMissing: "document-missing"
        case .documentTypeUnsupported: "document-type-unsupported"
        case .documentEncrypted: "document-encrypted"
        case .attachmentsUnsupported: "attachments-unsupported"
        case .tooLarge: "too-large"
        case .invalid: "message-invalid"
        }
    }

    private var detail: String {
        switch self {
        case .practiceUnknown: "the practices file has no row for this recipient and kind of letter: add one"
        case .practiceInactive: "no row of the practices file for this recipient is in force on this day"
        case .notAssured:
            "the practices file does not say that GP Connect Send Document is assured for this recipient"
        case .formatUnsupported(let format): "the practices file asks for \(format), which is not made"
        case .restricted: "a restricted letter must not go by GP Connect Send Document: send it another way"
        case .guarded(let environment): "in the environment \(environment) this patient's number is not allowed"
        case .nhsNumberMissing: "the letter has no NHS number, and GP Connect Send Document needs one"
        case .demographicsIncomplete:
            "the NHS number is not verified: given name, gender, address and postcode are needed"
        case .careSettingUnmapped:
            "no care setting is known for the letter's specialty: let the source give encounter.careSetting"
        case .documentMissing: "the letter has no document"
        case .documentTypeUnsupported: "the letter's document or an attachment is not a whole PDF file"
        case .documentEncrypted: "the letter's document or an attachment is an encrypted PDF file"
        case .attachmentsUnsupported: "a folder delivery carries one document, and the letter has attachments"
        case .tooLarge(let bytes, let limit): "the message has \(bytes) bytes, the recipient takes \(limit)"
        case .invalid(let path, let problem): "the message would not be valid: \(path) \(problem)"
        }
    }
}
