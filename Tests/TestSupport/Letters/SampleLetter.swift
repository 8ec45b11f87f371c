public import Foundation
public import Letters

/// A synthetic letter as the hospital's system would write it to a drop folder, with the result that a test expects.
public struct SampleLetter: Sendable {
    /// The expected result of a sample letter.
    public enum End: Sendable, Equatable {
        /// Each recipient's delivery must reach this state.
        case deliveries([ODSCode: DeliveryState])
        /// The letter must be withheld at the source, with this code.
        case withheld(String)
        /// The letter must wait at the source as a draft.
        case draft
    }

    /// What the letter demonstrates, in the words of the clinic.
    public var story: String
    /// File name without extension of its two files. It contains the patient's name, as hospitals' file names do.
    public var name: String
    public var documentID: String
    public var json: Data
    public var document: Data
    /// File name of the document.
    var file: String
    public var end: End
    /// Patient data that must not appear outside the letter itself. The last one is the patient's given name.
    public var secrets: [String]

    /// Writes the pair to a folder: first the document, then the `.json` file by renaming it into place.
    public func lay(into folder: URL) throws {
        try document.write(to: folder.appending(path: file))
        let draft = folder.appending(path: ".\(name).json.part")
        try json.write(to: draft)
        let target = folder.appending(path: "\(name).json")
        guard rename(draft.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}

/// Makes varied synthetic letters. Their NHS numbers are of the 999 range, which is reserved for tests.
public struct SampleLetters: Sendable {
    /// Given name of the patients whose letters the practice rejects with 30002.
    public static let rejectedGivenName = "Rejecta"

    public let practices: [ODSCode]
    public let folderPractice: ODSCode
    public let unknownPractice: ODSCode
    let run: String

    /// - Parameter run: Part of each letter's identifiers, so that letters of two runs differ.
    public init(practices: [ODSCode], folderPractice: ODSCode, unknownPractice: ODSCode, run: String = "1") {
        self.practices = practices
        self.folderPractice = folderPractice
        self.unknownPractice = unknownPractice
        self.run = run
    }

    /// Returns `count` letters. One in twelve is a draft, one in twelve goes to an unknown practice, and so on; a third
    /// are plain.
    public func varied(_ count: Int) -> [SampleLetter] {
        (0..<count).map { index in
            switch index % 12 {
            case 2: several(index, "several pages") { $0.pages = 4 }
            case 3:
                several(index, "two recipients") { letter in
                    letter.recipients = [(practices[0], "registered-practice", .filed), (practices[1], "copy", .filed)]
                }
            case 5:
                several(index, "for the folder channel") { letter in
                    letter.recipients = [(folderPractice, "registered-practice", .delivered)]
                }
            case 6:
                several(index, "the practice does not know the patient") { letter in
                    letter.given = Self.rejectedGivenName
                    letter.recipients = letter.recipients.map { ($0.0, $0.1, .rejected) }
                }
            case 7: several(index, "a draft that nobody has signed") { $0.status = "draft" }
            case 8: several(index, "a wrong NHS number") { $0.breaksNumber = true }
            case 9:
                several(index, "a practice that the practices file does not know") { letter in
                    letter.recipients = [(unknownPractice, "registered-practice", .refused)]
                }
            case 10: several(index, "urgent") { $0.urgency = "urgent" }
            default: several(index, "plain") { _ in }
            }
        }
    }

    /// Returns a letter without anything special.
    public func plain(_ index: Int) -> SampleLetter { several(index, "plain") { _ in } }

    /// Returns an RTF letter with one sentence in white on white, which conversion refuses until a person releases it.
    public func doubtful(_ index: Int) -> SampleLetter {
        several(index, "words that nobody sees") { making in
            (making.isRTF, making.isPartlyWhite) = (true, true)
            making.recipients = [(practices[index % practices.count], "registered-practice", .refused)]
        }
    }

    /// Returns a letter of each kind that the format of each practice can carry.
    ///
    /// - Parameters:
    ///   - first: Index of the first letter; must be above the indices of other letters of the run.
    ///   - isTracked: True if MESH reports that a message was collected.
    public func ofEveryFormat(_ practices: [FormatPractice], from first: Int, isTracked: Bool) -> [SampleLetter] {
        let wanted = practices.flatMap { practice in practice.kinds.map { (practice, $0) } }
        return wanted.enumerated().map { position, item in
            let (practice, kind) = item
            return several(first + position, "\(kind.rawValue) as \(practice.format) for \(practice.system)") {
                making in
                making.recipients = [(practice.ods, "registered-practice", practice.end(isTracked: isTracked))]
                making.kind = kind.rawValue
                making.hasSections = true
                making.isRTF = practice.getsRTF
            }
        }
    }

    private struct Making {
        var recipients: [(ODSCode, String, DeliveryState)]
        var given: String
        var urgency = "routine"
        var status = "signed"
        var pages = 1
        var breaksNumber = false
        var kind: String
        var hasSections = false
        var isRTF = false
        var isPartlyWhite = false
    }

    private static let families = [
        "Quillfeather", "Brambleworth", "Ottershawe", "Thistlewick", "Mossgrovely", "Larkenshade", "Wrenfielder",
        "Hollowbrooke", "Pemberquist", "Duskerley",
    ]
    private static let kinds = ["outpatient-letter", "inpatient-discharge", "clinical-letter", "emergency-discharge"]
    private static let specialties = ["320", "101", "130", "150", "120"]

    private func several(_ index: Int, _ story: String, _ change: (inout Making) -> Void) -> SampleLetter {
        var making = Making(
            recipients: [(practices[index % practices.count], "registered-practice", .filed)],
            given: ["Annalise", "Bertrand", "Cordelia", "Desmondo"][index % 4],
            kind: Self.kinds[index % Self.kinds.count])
        change(&making)
        let family = "\(Self.families[index % Self.families.count])\(run)x\(index)"
        let number = Self.testNumber(index)
        let shown = making.breaksNumber ? Self.broken(number) : number
        let birth = "19\(String(format: "%02d", 30 + index % 60))-0\(1 + index % 9)-1\(index % 10)"
        let street = "\(index + 1) \(family) Lane"
        let sentence = "The findings for \(family) were quite unremarkable on examination number \(index)."
        let documentID = "EPR-\(run)-\(index)"
        let file = "\(family) \(documentID).\(making.isRTF ? "rtf" : "pdf")"
        let kind = making.kind
        let encounter =
            kind.hasSuffix("discharge")
            ? ["admittedAt": "2026-11-18T08:00:00Z", "dischargedAt": "2026-11-22T11:00:00Z"]
            : ["attendedAt": "2026-11-20T10:15:00Z"]
        var object: [String: Any] = [
            "documentId": documentID, "revision": 1, "urgency": making.urgency, "kind": kind, "status": making.status,
            "signedAt": "2026-11-22T16:05:00Z", "createdAt": "2026-11-22T15:40:00Z",
            "signedBy": ["name": "Dr Sam Sample", "role": "Consultant", "gmcNumber": "0000000"],
            "title": kind.hasSuffix("discharge") ? "Discharge summary" : "Outpatient clinic letter",
            "restricted": false,
            "patient": [
                "nhsNumber": shown, "nhsNumberStatus": "01", "family": family, "given": [making.given],
                "birthDate": birth, "gender": index.isMultiple(of: 2) ? "female" : "male",
                "address": ["line": [street], "postcode": "ZZ99 3CZ"], "localId": "RBS\(run)\(index)",
            ],
            "recipients": making.recipients.map { ["ods": $0.0.description, "role": $0.1] },
            "encounter": encounter.merging(["specialty": Self.specialties[index % Self.specialties.count]]) { $1 },
            "document": ["file": file, "mediaType": making.isRTF ? "application/rtf" : "application/pdf"],
        ]
        if making.hasSections { object["sections"] = Self.sections(of: kind, saying: sentence) }
        let pages = (1...making.pages).map { page in
            [
                "Page \(page) of \(making.pages)", "Re: \(making.given) \(family), born \(birth), NHS number \(shown)",
                "", sentence,
            ]
                + (1...30).map { "Line \($0): synthetic text that means nothing and belongs to nobody." }
        }
        let end: SampleLetter.End =
            switch (making.status, making.breaksNumber) {
            case ("draft", _): .draft
            case (_, true): .withheld("nhs-number-invalid")
            default: .deliveries(Dictionary(uniqueKeysWithValues: making.recipients.map { ($0.0, $0.2) }))
            }
        let json = (try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])) ?? Data()
        return SampleLetter(
            story: story, name: "\(family) \(documentID)", documentID: documentID, json: json,
            document: making.isRTF
                ? SampleRTF.document(pages: pages, white: making.isPartlyWhite ? "Stop the synthetic tablet." : nil)
                : SamplePDF.document(pages: pages),
            file: file,
            end: end,
            secrets: [family, shown, birth, street, sentence, documentID, making.given])
    }

    /// Returns the sections that the Transfer of Care guides require for this kind of letter, or those of a clinical
    /// letter.
    private static func sections(of kind: String, saying sentence: String) -> [[String: String]] {
        let common = [
            "Allergies and adverse reactions": "<p>No known allergies.</p>",
            "Diagnoses": "<ul><li>Synthetic condition</li></ul>",
            "Plan and requested actions": "<p>GP: please repeat the synthetic test.<br>Hospital: nothing more.</p>",
        ]
        let own =
            kind == "emergency-discharge"
            ? [
                "Presenting complaints or issues": "<p>A synthetic complaint.</p>",
                "Clinical narrative": "<p>\(sentence)</p>",
            ] : ["Clinical summary": "<p>\(sentence)</p>"]
        let attendance =
            kind == "outpatient-letter"
            ? ["Attendance details": "<p>Seen by Dr Sam Sample, the responsible consultant.</p>"] : [:]
        return common.merging(own) { $1 }.merging(attendance) { $1 }.sorted { $0.key < $1.key }.map {
            ["heading": $0.key, "html": $0.value]
        }
    }

    /// Returns the NHS number with this index in the 999 range, with a valid check digit.
    static func testNumber(_ index: Int) -> String {
        var stem = 999_000_000 + index * 2
        while true {
            stem += 1
            for digit in 0...9 {
                if let number = NHSNumber("\(stem)\(digit)") { return number.digits }
            }
        }
    }

    private static func broken(_ number: String) -> String {
        let last = number.last?.wholeNumberValue ?? 0
        return number.dropLast() + "\((last + 1) % 10)"
    }
}
