import Foundation
import Letters
import Testing

@testable import HL7v2

/// The habits of real feeds that break naive readers, by their number.
@Suite("The habit of a feed")
struct QuirkTests {
    private func feed(_ change: (inout Feed) -> Void) -> Feed {
        var feed = Sample.feed
        change(&feed)
        return feed
    }

    @Test("1: a message without a practice is withheld, and a doctor's code is none")
    func practice() {
        let missing = Sample.message([("PD1", 3, ""), ("PD1", 4, "")])
        #expect(Sample.judge(missing).codes == ["practice-missing"])
        #expect(Sample.judge(Sample.message([("PD1", 3, "X^^V81997")])).codes == ["practice-missing"])
        let second = feed { $0.practice = ["PD1-4[2].1"] }
        let pims = Sample.message([("PD1", 3, ""), ("PD1", 4, "G9999998~Y00002")])
        #expect(Sample.judge(pims, second).letter?.recipients.map(\.ods.description) == ["Y00002"])
        let doctor = feed { $0.practice = ["PD1-4"] }
        #expect(Sample.judge(Sample.message(), doctor).codes == ["practice-is-person"])
        #expect(Sample.judge(pims, doctor).letter?.recipients.map(\.ods.description) == ["Y00002"])
        #expect(Sample.judge(Sample.message([("PD1", 3, "A^^Y00001~B^^Y00002")])).codes == ["practices-differ"])
        #expect(Sample.judge(Sample.message([("PD1", 3, "A^^A-1")])).codes == ["recipient-ods-invalid"])
    }

    @Test(
        "2: the NHS number stands in many places",
        arguments: [
            ("", "H1^^^RZZ~9990000018^^^NHS^NH"), ("", "9990000018^^^^NHS"), ("9990000018^^^NHS", "H1^^^RZZ01"),
            ("9990000018^^^^NH", "9990000018^^^^NH~V1^^^^PAS"), ("", "9990000018^06^^^NI"),
            ("", "H1^^^RZZ MRN^MRN~999 000 0018^^^NHSNBR^NHSNMBR"),
        ])
    func nhsNumber(second: String, third: String) {
        let letter = Sample.judge(Sample.message([("PID", 2, second), ("PID", 3, third)])).letter
        #expect(letter?.patient.nhsNumber?.digits == "9990000018")
        #expect(letter?.patient.localID != "9990000018")
    }

    @Test("2: no number, a wrong one, and two that differ are withheld")
    func nhsNumberWrong() {
        func codes(_ third: String) -> [String] { Sample.judge(Sample.message([("PID", 3, third)])).codes }
        #expect(codes("9990000018") == ["nhs-number-missing"])
        #expect(codes("9990000019^^^NHS^NH") == ["nhs-number-invalid"])
        #expect(codes("9990000018^^^NHS^NH~9990000026^^^NHS^NH") == ["nhs-numbers-differ"])
        let bare = feed { $0.nhsNumber = ["PID-19"] }
        #expect(
            Sample.judge(Sample.message([("PID", 3, "^^^^MR"), ("PID", 19, "999 000 0018")]), bare).letter?.patient
                .nhsNumber
                != nil)
    }

    @Test("3: its status is 01, NSTS01, in CX.2, or not there")
    func nhsStatus() {
        func status(_ word: String, _ third: String = "9990000018^^^NHS^NH") -> NHSNumberStatus? {
            Sample.judge(Sample.message([("PID", 32, word), ("PID", 3, third)])).letter?.patient.nhsNumberStatus
        }
        #expect(status("01") == .presentAndVerified)
        #expect(status("NSTS01") == .presentAndVerified)
        #expect(status("AL~NSTS05") == .needsResolving)
        #expect(status("") == .presentNotTraced)
        #expect(status("", "9990000018^06^^^NI") == .traceInProgress)
        #expect(status("01~03") == .traceRequired)
    }

    @Test("4: what TXA-17 says counts, and what it does not say is not guessed")
    func signed() {
        func verdict(_ status: String, _ feed: Feed = Sample.feed) -> Judgement.Verdict {
            Sample.judge(Sample.message([("TXA", 17, status)]), feed)
        }
        #expect(verdict("LA").letter != nil)
        #expect(verdict("au").letter != nil)
        for word in ["F", "", "\"\"", "X"] { #expect(verdict(word).codes == ["sign-off-unknown"], "\(word)") }
        for word in ["DO", "IP", "DI", "PA", "IN"] {
            #expect(verdict(word) == .unsigned(documentID: "D-1^EPR"), "\(word)")
        }
        let final = feed { $0.signed = [Condition("TXA-17", in: ["F"])] }
        #expect(verdict("F", final).letter != nil)
        #expect(verdict("AU", final).codes == ["sign-off-unknown"])
        let preliminary = Sample.message([("OBX", 11, "P")])
        #expect(Sample.judge(preliminary).codes == ["sign-off-contradicted"])
        #expect(Sample.judge(Sample.message([("TXA", 19, "UN")])).codes == ["sign-off-contradicted"])
    }

    @Test("5: the same document number again is a revision only where the feed says so")
    func identity() {
        #expect(Sample.judge(Sample.message()).letter?.documentID == "D-1^EPR")
        #expect(Sample.judge(Sample.message()).letter?.isRevision == false)
        #expect(Sample.judge(Sample.message(), feed { $0.repeat = .revision }).letter?.isRevision == true)
        let edit = Sample.message([("MSH", 9, "MDM^T08^MDM_T02")])
        #expect(Sample.judge(edit).letter?.isRevision == true)
        let replacement = Sample.message([("MSH", 9, "MDM^T10^MDM_T10"), ("TXA", 13, "D-0^EPR")])
        #expect(Sample.judge(replacement).letter?.replaces == "D-0^EPR")
        let addendum = Sample.message([("MSH", 9, "MDM^T06^MDM_T06"), ("TXA", 13, "D-0^EPR")])
        #expect(Sample.judge(addendum).letter?.replaces == nil)
        #expect(Sample.judge(Sample.message([("TXA", 12, "")])).codes == ["identity-missing"])
        #expect(Sample.judge(Sample.message([("TXA", 12, "A~B")])).codes == ["identity-ambiguous"])
    }

    @Test("6: a letter is taken back by T11, by T02 with CA, or by a bare T03 where the feed says so")
    func withdrawn() {
        let taken = Judgement.Verdict.withdrawal(documentID: "D-1^EPR")
        #expect(Sample.judge(Sample.message([("MSH", 9, "MDM^T11^MDM_T01"), ("TXA", 17, "")])) == taken)
        #expect(Sample.judge(Sample.message([("TXA", 17, "CA")])) == taken)
        #expect(Sample.judge(Sample.message([("TXA", 19, "CA")])) == taken)
        let bare = Sample.message([("MSH", 9, "MDM^T03"), ("TXA", 17, "")], document: [])
        #expect(Sample.judge(bare).codes == ["status-unclear"])
        let cancels = feed {
            $0.withdrawn.append([Condition("MSH-9.2", in: ["T03"]), Condition(field: "TXA-17", test: .absent)])
        }
        #expect(Sample.judge(bare, cancels) == taken)
        let nameless = Sample.message([("TXA", 17, "CA"), ("TXA", 12, "")])
        #expect(Sample.judge(nameless).codes == ["identity-missing"])
        guard case .ignored = Sample.judge(Sample.message([("MSH", 9, "MDM^T01^MDM_T01")], document: [])) else {
            Issue.record("a notification without a letter was not left alone")
            return
        }
    }

    @Test("9: RTF and HTML stand in FT escaped or not, and lose nothing")
    func markup() {
        func letter(_ content: String) -> HL7Letter? {
            Sample.judge(Sample.message(document: ["OBX|1|FT|L^Letter||\(content)||||||F"])).letter
        }
        let rtf = #"{\rtf1\ansi Tom & Ann^ ~ {\b in six weeks}\par}"#
        #expect(letter(rtf)?.text == rtf)
        #expect(
            letter(#"{\E\rtf1\E\ansi Tom \T\ Ann\S\ \R\ {\E\b in six weeks}\E\par}"#)?.text == rtf + "\n")
        let html = "<html><body><p>Tom &amp; Ann^ ~&nbsp;x</p></body></html>"
        #expect(letter(html)?.text == html)
        #expect(letter(#"<p>Tom \T\amp; Ann</p>"#)?.text == "<p>Tom &amp; Ann</p>")
        let cut = Sample.message(document: [#"OBX|1|FT|L||{\rtf1 a|b}||||||F"#])
        #expect(Sample.judge(cut).codes == ["document-cut-short"])
        let torn = Sample.message(document: ["OBX|1|FT|L||<p>a</p>|<p>b</p>||||||F"])
        #expect(Sample.judge(torn).codes == ["document-cut-short"])
    }

    @Test("10: text is one line an OBX; empty lines and leading blanks are meant")
    func text() {
        let lines = [
            "Dear Doctor", "", "    Paracetamol   1 g", #"Dr T \T\ colleagues"#, "one~two", #"a\.br\b\.in+2\\.br\c"#,
        ]
        let document = lines.enumerated().map { "OBX|\($0 + 1)|TX|L^Letter|1|\($1)||||||F" } + ["NTE|1||not the letter"]
        #expect(
            Sample.judge(Sample.message(document: document)).letter?.text
                == "Dear Doctor\n\n    Paracetamol   1 g\nDr T & colleagues\none\ntwo\na\nb\n  c\n")
        let empty = ["OBX|1|TX|L^Letter|1|||||||F", "OBX|2|TX|L^Letter|1| ||||||F"]
        #expect(Sample.judge(Sample.message(document: empty)).codes == ["document-missing"])
    }

    @Test("11: segments end in CR, LF or both, and 0x1C without CR ends a frame", arguments: ["\r", "\n", "\r\n"])
    func ends(end: String) {
        #expect(Sample.judge(Sample.message(end: end)).letter?.files == [Sample.pdf])
        var reader = FrameReader(limit: 10_000)
        #expect(reader.take(Array(FrameReader.frame(Sample.message(end: end).bytes).dropLast())) == [])
        #expect(reader.conclude() == .frame(Sample.message(end: end).bytes, endsRightly: false))
    }

    @Test("12: MSH-18 is absent or lies; what cannot be told is withheld, and never replaced")
    func charset() throws {
        func message(_ name: [UInt8], _ charset: String) throws -> HL7Message {
            Sample.message([("MSH", 18, charset)]).setting("PID", 5, to: name + Sample.bytes("^ANN"))
        }
        func family(_ name: [UInt8], _ charset: String, _ feed: Feed = Sample.feed) throws -> String? {
            Sample.judge(try message(name, charset), feed).letter?.patient.family
        }
        let (utf8, windows) = (Sample.bytes("O’NÉ"), [0x4F, 0x92, 0x4E, 0xC9] as [UInt8])
        #expect(try family(utf8, "UNICODE UTF-8") == "O’NÉ")
        #expect(try family(windows, "8859/1") == "O’NÉ")
        for charset in ["", "ASCII"] {
            #expect(Sample.judge(try message(windows, charset)).codes.contains("charset-not-said"))
        }
        #expect(Sample.judge(try message(windows, "UNICODE UTF-8")).codes.contains("charset-contradicted"))
        #expect(Sample.judge(try message(utf8, "8859/1")).codes.contains("charset-contradicted"))
        #expect(Sample.judge(try message(windows, "BIG-5")).codes.contains("charset-not-said"))
        #expect(Sample.judge(try message([0x41, 0x81], "8859/1")).codes.contains("charset-contradicted"))
        let western = feed { $0.charset = .windows1252 }
        #expect(try family(windows, "", western) == "O’NÉ")
        #expect(try family(windows, "UNICODE UTF-8", western) == "O’NÉ")
        #expect(try family(utf8, "UNICODE UTF-8", western) == "O’NÉ")
        #expect(try family(Sample.bytes(#"O\X92\N"#), "8859/1") == "O’N")
    }

    @Test("13: MSH-11 and MSH-12 are filled with other things, and MSH-10 means nothing here")
    func header() {
        let renal = Sample.message([
            ("MSH", 10, "RW0000000001"), ("MSH", 11, "RW0000000001"), ("MSH", 12, "P"), ("MSH", 13, "2.1"),
        ])
        #expect(Sample.judge(renal).letter?.documentID == "D-1^EPR")
        for id in ["", "IGENE:MFT:ORIE-251014-93"] {
            #expect(Sample.judge(Sample.message([("MSH", 10, id)])).letter != nil)
        }
        #expect(Sample.judge(Sample.message([("MSH", 11, "T")])).refusal?.code == .processingID)
        #expect(Sample.judge(Sample.message([("MSH", 11, "T")]), isLive: false).letter != nil)
    }

    @Test("15: a time without a zone is local time, in summer too")
    func times() {
        func signed(_ time: String, _ feed: Feed = Sample.feed) -> Date? {
            let signer = "C9999998^CONSULTANT^TEST^^^DR^^^^^^^^^\(time)"
            return Sample.judge(Sample.message([("TXA", 22, signer)]), feed).letter?.signedAt
        }
        func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }
        #expect(signed("20260715100000") == date("2026-07-15T09:00:00Z"))
        #expect(signed("20261115100000") == date("2026-11-15T10:00:00Z"))
        #expect(signed("202611151000+0200") == date("2026-11-15T08:00:00Z"))
        #expect(signed("20261115100000.123Z") == date("2026-11-20T10:15:00Z"), "the next path counts")
        #expect(signed("20261025013000") == date("2026-10-25T00:30:00Z"), "of two such hours the first")
        #expect(signed("20260715100000", feed { $0.zone = "UTC" }) == date("2026-07-15T10:00:00Z"))
        #expect(
            Sample.judge(Sample.message([("TXA", 22, "C9^A^B^^^^^^^^^^^^20300101100000")])).codes == [
                "signed-in-future"
            ])
        let none = feed { $0.signedAt = ["TXA-22.15"] }
        #expect(Sample.judge(Sample.message([("TXA", 22, "C9^A^B")]), none).codes == ["signed-at-missing"])
    }
}
