/// The codes that can answer a letter (Transfer of Care and Send Document).
extension AnswerCode {
    static let responses: [AnswerCode] =
        infrastructure + [
            practice("30001", .positive, "the patient is registered with the practice", .nothing),
            practice("30002", .negative, "the practice does not know the patient", .elsewhere),
            practice("30003", .negative, "the patient has left the practice", .elsewhere),
            practice(
                "30004", .positive, "the patient was registered with the practice and died recently", .bereaved,
                note: .deceased),
        ]

    private static let infrastructure: [AnswerCode] = [
        system("10001", "the message's handling instructions could not be processed", .handling),
        system("10002", "the request for a technical acknowledgement could not be processed", .handling),
        system("10003", "the request for a business acknowledgement could not be processed", .handling),
        system("10004", "the recipient's system does not take this type of message", .otherFormat),
        system("10005", "the recipient's system does not take this version of the message type", .otherFormat),
        system("10007", "the sender's reference could not be processed", .handling),
        system("10008", "the handling instructions break a business rule of the recipient's system", .handling),
        system("10009", "the message could not be read", .unreadable),
        system("10010", "whether the letter is for action or for information could not be processed", .handling),
        system("20001", "the person whom the message names as recipient is not known there", .namedPerson),
        system("20002", "the organisation that the message names as recipient is not known there", .namedPractice),
        system("20003", "the sender is not known there", .sender),
        system("20004", "an attachment is of a type that is not approved", .attachment),
        system("20005", "an attachment is of a type that the recipient's system does not take", .attachment),
        system("20006", "the message's header is not valid", .handling),
        system("20007", "the recipient's system already has this message", .copy, .alreadyThere),
        system("20008", "the recipient's system already has this document", .copy, .alreadyThere),
        system("20009", "the letter's content is not valid", .content),
        system("20010", "the organisation that the letter names as recipient is not known there", .namedPractice),
        system("20011", "the person whom the letter names as recipient is not known there", .namedPerson),
        system("20012", "the sender is not authorised", .sender),
        system("20013", "the recipient's system took the letter in", .nothing, .positive),
        system(
            "20014", "the letter that this one replaces could not be replaced: neither of the two may be relied on",
            .replacement, note: .neitherCounts),
        system("20015", "the message is too large for the recipient's system", .size),
    ]

    /// Codes that do not answer a letter: outcomes of referrals and of registrations.
    static let referrals: [AnswerCode] =
        (30_005...30_018).map {
            practice("\($0)", .undecided, "an outcome of a referral, which this letter is not", .noAnswer)
        }
        + (30_019...30_025).map {
            practice("\($0)", .undecided, "an outcome of a registration, which this letter is not", .noAnswer)
        }

    /// Codes of the draft code system. It was never agreed on, so none of its codes counts as good news.
    static let draft: [AnswerCode] = [
        draft("41001", .practice, .undecided, "the patient is known there", .oldCode),
        draft("41002", .practice, .negative, "the practice does not know the patient", .elsewhere),
        draft("41022", .practice, .negative, "the patient has left the practice", .elsewhere),
        draft("51001", .system, .undecided, "success", .oldCode),
        draft("51002", .system, .negative, "the person who is named as recipient is not known there", .namedPerson),
        draft("51003", .system, .negative, "the sender is not known there", .sender),
        draft("51004", .system, .negative, "an attachment is of a type that is not approved", .attachment),
        draft("51005", .system, .negative, "the letter's content is not valid", .content),
        draft("51006", .system, .negative, "the document is not valid", .content),
        draft("51007", .system, .negative, "an attachment is of a wrong type", .attachment),
        draft("51008", .system, .negative, "the organisation named as recipient is not known there", .namedPractice),
        draft("51009", .system, .negative, "the sender is not authorised", .sender),
        draft("51010", .system, .undecided, "the recipient's system already has this message", .oldCode),
        draft("51011", .system, .undecided, "the recipient's system already has this document", .oldCode),
        draft("51012", .system, .negative, "the recipient's system failed", .unreadable),
        draft("51013", .system, .negative, "the message could not be read", .unreadable),
        draft("RC001", .system, .negative, "the handling instructions could not be processed", .handling),
        draft("RC002", .system, .negative, "the request for a business answer could not be processed", .handling),
        draft("RC003", .system, .negative, "the request for a technical answer could not be processed", .handling),
        draft("RC004", .system, .negative, "this type of message could not be processed", .otherFormat),
        draft("RC005", .system, .negative, "the priority could not be processed", .handling),
        draft("RC006", .system, .negative, "the sender's reference could not be processed", .handling),
        draft("RC999", .system, .negative, "the handling instructions break a business rule", .handling),
    ]

    private static func system(
        _ code: String, _ words: String, _ advice: CodeAdvice, _ sign: Sign = .negative, note: Note? = nil
    ) -> AnswerCode {
        AnswerCode(code, .itk3, .system, sign, words, advice, note: note)
    }

    private static func practice(
        _ code: String, _ sign: Sign, _ words: String, _ advice: CodeAdvice, note: Note? = nil
    ) -> AnswerCode {
        AnswerCode(code, .itk3, .practice, sign, words, advice, note: note)
    }

    private static func draft(
        _ code: String, _ speaker: Speaker, _ sign: Sign, _ words: String, _ advice: CodeAdvice
    ) -> AnswerCode {
        AnswerCode(code, .itk3Draft, speaker, sign, "\(words) (a code of 2017)", advice)
    }
}
