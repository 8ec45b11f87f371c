import Foundation

/// The requirements of one family of systems on a Kettering message (EDT Message Specification 3.0.7; Kettering Format
/// Messages in Vision, 2015; EMIS and SystmOne by agreement). The table is separate from the product's, so that a fault
/// there is seen.
struct KetteringSystem: Sendable {
    var encoding: String
    var documentType: String?
    var practiceCodeType: String
    var files: [MediaType]
    /// True for Vision, which files a letter under the date with role 82.
    var wantsFilingDate: Bool
    /// False for SystmOne, which loses lines of tables.
    var showsTables: Bool

    private static let files: [MediaType] = [.pdf, .tiff, .doc]
    static let all: [String: KetteringSystem] = [
        "EMIS": KetteringSystem(
            encoding: "UTF-8", practiceCodeType: "PRA", files: files, wantsFilingDate: false, showsTables: true),
        "TPP": KetteringSystem(
            encoding: "UTF-8", practiceCodeType: "PRA", files: files, wantsFilingDate: false, showsTables: false),
        "VISION": KetteringSystem(
            encoding: "ISO-8859-1", practiceCodeType: "PRA", files: [.pdf, .tiff], wantsFilingDate: true,
            showsTables: true),
        "OTHER": KetteringSystem(
            encoding: "ISO-8859-1", documentType: "ReportMsg_EDT_03.dtd", practiceCodeType: "Practice",
            files: files, wantsFilingDate: false, showsTables: true),
    ]
}

/// A rule that a Kettering message must meet so that a system files it. A system sends no answer if it is broken, since
/// the format has no answers.
struct KetteringRule: Sendable {
    struct Subject {
        var message: KetteringMessage
        var system: KetteringSystem
        /// The ODS code of the practice.
        var ods: String
    }

    let sentence: String
    let holds: @Sendable (Subject) -> Bool

    init(_ sentence: String, _ holds: @escaping @Sendable (Subject) -> Bool) {
        self.sentence = sentence
        self.holds = holds
    }

    static func firstBroken(_ subject: Subject) -> Finding? {
        table.first { !$0.holds(subject) }.map { Finding(code: .payload, sentence: $0.sentence) }
    }

    static let table: [KetteringRule] = [
        KetteringRule("encoding and document type are those that the system reads") { subject in
            subject.message.encoding == subject.system.encoding
                && subject.message.documentType == subject.system.documentType
        },
        KetteringRule("the message says whether it is live, how urgent, and that a receipt is wanted") { subject in
            let said = subject.message.root.attributes
            return ["Live", "Test"].contains(said["MsgStatus"] ?? "")
                && ["Normal", "High"].contains(said["MsgUrgency"] ?? "") && said["MsgRcptAckRequest"] == "Always"
        },
        KetteringRule("the parts stand in their order") { subject in
            let order = [
                "MsgId", "MsgIssueDate", "MsgSender", "MsgRecipient", "ServiceRequester", "ServiceProvider",
                "PatientMatchingInfo", "Parties", "CodedData", "ReportingInformation", "ReportedService",
                "ClinicalReport",
            ]
            let places = subject.message.root.children.map { order.firstIndex(of: $0.name) }
            return places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted()
        },
        KetteringRule("message and report have ids, the report's of 50 characters at most") { subject in
            !(subject.message.text("MsgId") ?? "").isEmpty
                && (1...50).contains(subject.message.text("ClinicalReport", "ReportID")?.count ?? 0)
        },
        KetteringRule("the recipient is this practice, the sender an organisation") { subject in
            subject.message.text("MsgRecipient") == subject.ods
                && Forms.isODS(subject.message.text("MsgSender") ?? "")
        },
        KetteringRule("the patient has an NHS number under Nhs, with the right check digit") { subject in
            let id = subject.message.root.first("PatientMatchingInfo", "PatientId", "Id")
            return id?.first("IdType")?.text == "Nhs" && Forms.isNHSNumber(id?.first("IdValue")?.text ?? "")
        },
        KetteringRule("the patient has names of 50 characters at most, a day of birth and a sex") { subject in
            let name = subject.message.root.first("PatientMatchingInfo", "PersonName_s", "StructPersonName")
            let family = name?.first("FamilyName")?.text ?? ""
            return (1...50).contains(family.count) && family.first?.isWhitespace == false
                && (name?.first("GivenName")?.text.count ?? 0) <= 50
                && isDay(subject.message.text("PatientMatchingInfo", "BirthDate") ?? "")
                && ["0", "1", "2", "9"].contains(subject.message.text("PatientMatchingInfo", "Sex") ?? "")
        },
        KetteringRule("the parties are this practice and a department of the sender") { subject in
            guard let practice = subject.message.party("1"), let hospital = subject.message.party("2") else {
                return false
            }
            return practice.first("OrgCode")?.text == subject.ods
                && practice.first("OrgCode")?.attributes["IdType"] == subject.system.practiceCodeType
                && hospital.first("OrgCode")?.attributes["IdType"] == "Provider"
                && hospital.first("OrgCode")?.text == subject.message.text("MsgSender")
                && !(hospital.first("DepartmentCode")?.text ?? "").isEmpty
                && !(hospital.first("DepartmentName")?.text ?? "").isEmpty
        },
        KetteringRule("its times are days and minutes on the clock") { subject in
            [
                subject.message.text("MsgIssueDate"), subject.message.text("ClinicalReport", "EventDate"),
                subject.message.text("ClinicalReport", "DocCreationDate"),
            ].allSatisfy { isMinute($0 ?? "") }
        },
        KetteringRule("the report has a type and a code of 15 characters at most") { subject in
            !(subject.message.text("ClinicalReport", "ReportType") ?? "").isEmpty
                && (1...15).contains(subject.message.text("ClinicalReport", "ReportCode")?.count ?? 0)
        },
        KetteringRule("the day of filing stands there where the system files by it") { subject in
            let item = subject.message.root.first("ReportedService", "ReportedEventItem")
            guard subject.system.wantsFilingDate else { return item == nil }
            return item?.first("RelDateRole")?.text == "82" && isMinute(item?.first("RelDate")?.text ?? "")
        },
        KetteringRule("the text item is current, marked as HTML, and holds what the system shows") { subject in
            let item = subject.message.root.first("ClinicalReport", "TextItem")
            guard item?.attributes["RcStatus"] == "Current",
                item?.first("TextMarkupIndicator")?.text == "-//IETF//DTD HTML//EN",
                let block = item?.first("TextBlock")?.text, !block.allSatisfy(\.isWhitespace)
            else { return false }
            if let file = subject.message.file { return subject.system.files.contains { $0.fits(file) } }
            let html = block.lowercased()
            return html.hasPrefix("<html") && html.hasSuffix("</html>") && !html.contains("<img")
                && (subject.system.showsTables || !html.contains("<table"))
        },
    ]

    private static func isDay(_ text: String) -> Bool {
        guard text.wholeMatch(of: /\d{8}/) != nil, let month = Int(text.dropFirst(4).prefix(2)),
            let day = Int(text.suffix(2))
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }

    private static func isMinute(_ text: String) -> Bool {
        guard text.wholeMatch(of: /\d{12}/) != nil, let hour = Int(text.dropFirst(8).prefix(2)),
            let minute = Int(text.suffix(2))
        else { return false }
        return isDay(String(text.prefix(8))) && hour < 24 && minute < 60
    }
}
