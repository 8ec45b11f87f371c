/// A section that a Transfer of Care letter can have. The profile of the letter fixes its title, code and display, and
/// allows no other section (CareConnect-ITK-EDIS-, -OPL-, -ECD- and -MH-Composition-1). A section is mandatory unless
/// the guides give it the cardinality 0 to 1.
struct SectionRow: Sendable {
    /// Whether a kind of letter has the section.
    enum Use { case absent, may, mandatory }

    enum Letter { case inpatient, outpatient, emergency, mental }

    var title: String
    var code: String
    /// The display of the code; nil if it is the same as the title.
    var display: String?
    private var uses: [Letter: Use]
    /// True if the section must refer to a resource in every letter that has it.
    var needsEntry = false

    var words: String { display ?? title }

    func use(in letter: Letter) -> Use { uses[letter] ?? .absent }

    private init(
        _ title: String, _ code: String, _ uses: (Use, Use, Use, Use), display: String? = nil, needsEntry: Bool = false
    ) {
        self.title = title
        self.code = code
        self.display = display
        self.uses = [.inpatient: uses.0, .outpatient: uses.1, .emergency: uses.2, .mental: uses.3]
        self.needsEntry = needsEntry
    }

    /// All sections. The columns are: inpatient, outpatient, emergency, mental health.
    static let all: [SectionRow] = [
        SectionRow("Admission details", "886781000000108", (.may, .absent, .absent, .may), needsEntry: true),
        SectionRow(
            "Allergies and adverse reactions", "886921000000105", (.mandatory, .mandatory, .mandatory, .mandatory)),
        SectionRow("Assessment scales", "887141000000103", (.may, .may, .absent, .may)),
        SectionRow("Attendance details", "1077881000000105", (.absent, .mandatory, .mandatory, .absent)),
        SectionRow("Clinical narrative", "1077901000000108", (.absent, .absent, .mandatory, .absent)),
        SectionRow(
            "Clinical review of systems", "887121000000105", (.absent, .may, .absent, .absent),
            display: "Review of systems"),
        SectionRow("Clinical summary", "887181000000106", (.mandatory, .mandatory, .absent, .mandatory)),
        SectionRow("Contact for further information", "1077931000000102", (.absent, .absent, .mandatory, .absent)),
        SectionRow("Diagnoses", "887161000000102", (.mandatory, .may, .mandatory, .may)),
        SectionRow("Discharge details", "886811000000106", (.may, .absent, .may, .may), needsEntry: true),
        SectionRow("Distribution list", "887261000000109", (.may, .may, .absent, .may)),
        SectionRow(
            "Examination finding", "715851000000102", (.absent, .may, .absent, .absent), display: "Examination findings"
        ),
        SectionRow("Family history", "887111000000104", (.absent, .may, .absent, .may)),
        SectionRow(
            "GP practice", "886711000000101", (.mandatory, .mandatory, .mandatory, .mandatory), needsEntry: true),
        SectionRow("History", "717121000000105", (.absent, .may, .absent, .absent)),
        SectionRow("Individual requirements", "1078911000000106", (.may, .may, .absent, .may)),
        SectionRow("Information and advice given", "1052951000000105", (.may, .may, .may, .may)),
        SectionRow("Investigation results", "1082101000000102", (.may, .may, .absent, .may)),
        SectionRow("Legal information", "886961000000102", (.may, .may, .absent, .may)),
        SectionRow("Medications and medical devices", "933361000000108", (.may, .may, .may, .may)),
        SectionRow("Participation in research", "886751000000102", (.may, .may, .absent, .may)),
        SectionRow(
            "Patient and carer concerns, expectations and wishes", "1052941000000107", (.may, .may, .absent, .may)),
        SectionRow(
            "Patient demographics", "886731000000109", (.mandatory, .mandatory, .mandatory, .mandatory),
            needsEntry: true),
        SectionRow("Person completing record", "887231000000104", (.mandatory, .mandatory, .mandatory, .mandatory)),
        SectionRow("Plan and requested actions", "887201000000105", (.may, .may, .mandatory, .may)),
        SectionRow("Presenting complaints or issues", "886891000000102", (.absent, .absent, .mandatory, .absent)),
        SectionRow("Problems and issues", "887151000000100", (.absent, .may, .absent, .absent)),
        SectionRow("Procedures", "887171000000109", (.may, .may, .may, .may)),
        SectionRow("Referrer details", "1052891000000108", (.may, .may, .may, .may)),
        SectionRow("Relevant clinical risk factors", "886821000000100", (.absent, .may, .absent, .absent)),
        SectionRow("Safeguarding", "1077911000000105", (.absent, .absent, .may, .absent)),
        SectionRow("Safety alerts", "886931000000107", (.may, .may, .may, .may)),
        SectionRow("Senior reviewing clinician", "1078901000000109", (.absent, .absent, .may, .absent)),
        SectionRow("Social context", "887051000000101", (.may, .may, .absent, .may)),
    ]
}
