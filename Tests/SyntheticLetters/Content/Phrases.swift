/// The texts of the letters, written for this generator and about no real person.
enum Phrases {
    static let clinics = [
        "Cardiology", "Endocrinology", "Respiratory Medicine", "Rheumatology", "Ophthalmology", "Gastroenterology",
        "Acute Medicine", "Neurology", "Colorectal Surgery", "Nephrology",
    ]
    static let names = [
        "Amelia Testwood", "Björn Sampleby", "Chidi Mockford", "Zoë Proofley", "Dilys Dummont-Hale", "Seán O’Trial",
        "Farah Specimen", "Gregor Fauxley", "Ines Exampleton", "Kwame Placeholme",
    ]
    static let clinicians = [
        "Dr A. Mockridge", "Miss P. Trialstone", "Dr S. Fauxwell-Green", "Mr T. Dummers", "Dr Ngozi Sample",
        "Prof. L. O’Standin",
    ]
    static let roles = ["Consultant", "Specialty Registrar", "Nurse Specialist", "Associate Specialist"]
    static let practices = [
        "Oakmeadow Surgery", "Hill-Top Medical Centre", "Station Road Practice", "Weir Lane Surgery",
    ]
    static let headings = [
        "Diagnoses", "Reason for contact", "Findings", "Plan", "Medicines", "Actions for the practice",
        "Information for the patient", "Investigations", "Medicines to stop", "Follow-up",
    ]

    /// Name, possible doses and frequency of each medicine.
    static let medicines: [(name: String, doses: [String], often: String)] = [
        ("co-amoxiclav", ["250/125 mg", "500/125 mg"], "three times a day"),
        ("co-codamol", ["8/500 mg", "30/500 mg"], "up to four times a day"),
        ("apixaban", ["2.5 mg", "5 mg"], "twice a day"),
        ("bisoprolol", ["1.25 mg", "2.5 mg", "3.75 mg"], "once a day"),
        ("levothyroxine", ["25 micrograms", "50 micrograms", "100 micrograms"], "in the morning"),
        ("digoxin", ["62.5 micrograms", "125 micrograms"], "once a day"),
        ("warfarin", ["1 mg", "3 mg"], "as INR (2.0–3.0)"),
        ("metformin modified-release", ["500 mg", "1,000 mg"], "with the evening meal"),
        ("prednisolone", ["5 mg", "30 mg"], "reducing by 5 mg a week"),
        ("methotrexate", ["7.5 mg", "15 mg"], "ONCE A WEEK, on Mondays"),
        ("furosemide", ["20 mg", "40 mg"], "in the morning"),
        ("insulin glargine", ["14 units", "22 units"], "at night"),
        ("salbutamol 100 micrograms/dose", ["1–2 puffs", "2 puffs"], "when required"),
        ("vitamin B-12 (hydroxocobalamin)", ["1 mg"], "every 12 weeks"),
        ("alendronic acid", ["70 mg"], "once a week"),
        ("ramipril", ["2.5 mg", "5 mg", "10 mg"], "once a day"),
        ("enoxaparin (low-molecular-weight heparin)", ["40 mg", "60 mg"], "once a day for 28 days"),
        ("timolol 0.25% eye-drops", ["1 drop"], "left eye, twice a day"),
    ]
    static let changes = [
        "Started", "Stopped", "Continued", "Dose increased", "Dose reduced", "Started; re-check in 2/52", "Un-changed",
    ]
    static let problems = [
        "Chest X-ray in six weeks to show that it has cleared", "Self-administered insulin, blood-glucose diary",
        "Post-operative wound, non-absorbable clips", "Non-steroidal anti-inflammatory medicines",
        "Well-controlled asthma, step-down of inhalers", "Low-molecular-weight heparin until fully mobile",
        "Beta-blocker, re-started at half dose", "Long-term steroid treatment, bone protection",
        "Anti-coagulation after deep-vein thrombosis", "Iron-deficiency anaemia (Hb 94 g/L)",
        "24-hour tape and follow-up echocardiography", "Mid-stream urine, mixed growth",
        "Poorly-controlled blood pressure at follow-up", "Self-care and safety-netting advice",
    ]
    static let actions = [
        "Three-monthly renal function under the shared-care protocol.",
        "Refer to the community-based falls team; re-assess walking.",
        "Step-down after a symptom-free month; peak-flow diary to go on.",
        "Post-discharge telephone follow-up by the heart-failure nurse.",
        "Please repeat U&E and eGFR in one week after the dose change.",
        "Arrange a follow-up full blood count; refer back if Hb stays < 80 g/L.",
        "Please stop co-amoxiclav after the seven-day course.",
        "Blood-pressure check; aim for ≤ 130/80 mmHg.",
        "Re-refer through the two-week-wait pathway if there is weight loss of > 5 kg.",
        "Continue the low-molecular-weight heparin until the follow-up.",
        "Add to the repeat-prescription list and to the anti-coagulation register.",
        "Wound check by the practice nurse, non-urgent.",
        "Please check ferritin; treat if it is below 30 µg/L.",
        "DEXA scan was requested; T-score so far −2.6.",
        "Follow-up X-ray of the chest in six weeks (one-off).",
        "Monitor HbA1c; target 48–53 mmol/mol.",
        "No action: for information only.",
        "Up-titrate ramipril to 10 mg as blood pressure allows.",
    ]
    static let who = [
        "GP", "Practice nurse", "Follow-up clinic", "Patient", "Anti-coagulation service", "District nurse",
        "GP (co-ordinating)", "Ward 7-B",
    ]
    static let when = [
        "in 1 week", "within 48 hours", "by 14/12/2026", "at follow-up", "in 6–8 weeks", "on discharge", "± 3 days",
    ]

    /// Name, unit and reference range of each test, with the range that its result is drawn from.
    static let tests: [(name: String, low: Int, high: Int, decimals: Int, unit: String, reference: String)] = [
        ("Haemoglobin", 72, 165, 0, "g/L", ">= 120 g/L"), ("Sodium", 126, 146, 0, "mmol/L", "133–146"),
        ("Potassium", 31, 59, 1, "mmol/L", "3.5–5.3"), ("eGFR", 18, 89, 0, "mL/min/1.73 m²", "> 90"),
        ("Creatinine", 50, 310, 0, "µmol/L", "45–84"), ("C-reactive protein", 1, 180, 0, "mg/L", "< 5"),
        ("Base excess", -90, 40, 1, "mmol/L", "−2.0 to +2.0"), ("T-score, neck of femur", -38, 10, 1, "SD", "> −1.0"),
        ("Refraction, right eye", -650, 300, 2, "D", "–"), ("Ferritin", 4, 400, 0, "µg/L", "13–150"),
        ("HbA1c", 36, 110, 0, "mmol/mol", "≤ 48"), ("NT-pro-BNP", 40, 4800, 0, "ng/L", "< 400"),
        ("Ejection fraction", 25, 65, 0, "%", "≥ 55%"), ("Temperature", 355, 397, 1, "°C", "36.1–37.9"),
    ]
    static let sentences = [
        "Thank you for referring this patient, who was seen in the out-patient clinic today.",
        "There was no chest pain, no shortness of breath at rest and no ankle swelling.",
        "The blood pressure was 148/86 mmHg lying and 132/80 mmHg standing; the pulse was 64, regular.",
        "The 48-hour ECG showed first-degree block with a PR interval of 220 ms and no pause over 2.0 s.",
        "Echocardiography showed a well-preserved left ventricle (ejection fraction 58%) and mild-to-moderate "
            + "mitral regurgitation.",
        "The patient’s weight has gone down from 81.5 kg to 78.2 kg (−3.3 kg) since the last visit.",
        "We discussed the risks and benefits – including bleeding – and came to a shared decision.",
        "She is allergic to penicillin (rash, 1998) and must not be given co-amoxiclav.",
        "He lives with his daughter, manages the stairs and is self-caring.",
        "“I feel much better than in spring,” was how the last three months were summed up.",
        "Should the symptoms come back, please do not hesitate to ring 01632 960 417 (9 am–5 pm).",
        "The wound is clean and dry; clips are to come out on day 10.",
        "Visual acuity was 6/9 right and 6/12 left; intra-ocular pressures were 17 and 21 mmHg.",
        "CT of the abdomen (05/11/2026): a 14 mm cyst in the left kidney, Bosniak II, no follow-up needed.",
        "Inflammatory markers have settled: CRP 112 → 38 → 6 mg/L.",
        "If the potassium is >= 5.5 mmol/L or the eGFR falls by > 25%, please halve the dose.",
        "The cost of the device (£40–£45) is met by the trust.",
        "Memory is unchanged; the score was 26/30 (previously 27/30).",
        "A letter with the result of the biopsy follows under separate cover.",
        "Spirometry: FEV1 1.82 L (71% predicted), FVC 2.96 L, ratio 0.61.",
    ]
    static let diagnoses = [
        "Atrial fibrillation, rate-controlled (CHA2DS2-VASc 4)", "Type 2 diabetes mellitus with early nephropathy",
        "Community-acquired pneumonia, right lower lobe", "Iron-deficiency anaemia", "Hypothyroidism",
        "Non-ST-elevation myocardial infarction (2019)", "Chronic kidney disease, stage 3b/A2",
        "Osteoporosis: T-score −2.9 at the hip", "Asthma–COPD overlap", "Primary open-angle glaucoma, both eyes",
        "Rheumatoid arthritis, sero-positive", "Previous deep-vein thrombosis, left leg",
    ]
    static let advice = [
        "Keep to the follow-up appointment, even if you feel well.", "Carry your anti-coagulation card with you.",
        "Do not take over-the-counter ibuprofen.", "Drink 1.5–2 L a day.",
        "Ring 111 if you are worried; 999 in an emergency.",
        "Weigh yourself each morning and tell us of a gain of 2 kg or more in 3 days.",
        "Stop smoking: ask for the "
            + "stop-smoking service.", "Return the 24-hour urine bottle to Pathology.",
    ]
    static let stops = [
        "Digoxin 125 micrograms", "Ibuprofen 400 mg", "Co-codamol 30/500", "Amlodipine 5 mg", "Aspirin 75 mg",
        "Bendroflumethiazide 2.5 mg", "Oxybutynin 5 mg", "Lansoprazole 30 mg",
    ]
    /// Words with soft hyphens at the places where they may be broken.
    static let soft = [
        "gastroenterology": "gastro\u{AD}entero\u{AD}logy", "echocardiography": "echo\u{AD}cardio\u{AD}graphy",
        "Echocardiography": "Echo\u{AD}cardio\u{AD}graphy", "hydroxocobalamin": "hydroxo\u{AD}cobal\u{AD}amin",
        "appointment": "appoint\u{AD}ment", "emergency": "emer\u{AD}gency", "discussed": "dis\u{AD}cussed",
        "ventricle": "ven\u{AD}tricle", "regurgitation": "regurgi\u{AD}tation", "abdomen": "ab\u{AD}do\u{AD}men",
        "standing": "stand\u{AD}ing", "referring": "re\u{AD}ferring", "prescription": "pre\u{AD}scrip\u{AD}tion",
        "information": "in\u{AD}for\u{AD}ma\u{AD}tion", "previously": "pre\u{AD}vi\u{AD}ously",
    ]
}
