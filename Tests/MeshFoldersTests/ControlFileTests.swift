import Foundation
import MeshFolders
import TestSupport
import Testing
import XML

@Suite("A control file")
struct ControlFileTests {
    private func read(_ text: String) throws -> ControlFile { try ControlFile(reading: Data(text.utf8)) }

    @Test("is read as every client writes it, and written so that it reads the same", arguments: 0..<200)
    func anyClient(seed: Int) throws {
        var draw = Draw(seed: UInt64(seed))
        let file = draw.controlFile()
        #expect(try ControlFile(reading: try file.written()) == file)
        let variant = draw.variant(of: file)
        #expect(try read(variant) == file, "\(variant)")
    }

    @Test("every part of it is only ever read or refused, never trapped on", arguments: 0..<100)
    func damaged(seed: Int) throws {
        var draw = Draw(seed: UInt64(seed))
        let whole = Data(draw.variant(of: draw.controlFile()).utf8)
        for length in stride(from: 0, to: whole.count, by: 7) {
            _ = try? ControlFile(reading: whole.prefix(length))
            var bytes = whole
            bytes[bytes.startIndex + length] = UInt8.random(in: 1...255, using: &draw.generator)
            _ = try? ControlFile(reading: bytes)
        }
    }

    @Test("damaged ones are read or refused by name, and each time the same")
    func mutants() {
        var draw = Draw(seed: 54)
        let good = (0..<20).map { _ in Data(draw.variant(of: draw.controlFile()).utf8) }
        var mutations = Mutations(
            seed: 54, of: good, tokens: ["<!DOCTYPE a>", "&a;", "<StatusRecord>", "</DTSControl>", "encoding='UTF-7'"])
        for round in 0..<Mutations.rounds(usual: 1000) {
            let data = mutations.mutant()
            let outcomes = (0..<2).map { _ in
                Result { () throws(ControlFileError) in try ControlFile(reading: data) }
            }
            #expect(outcomes[0] == outcomes[1], "round \(round)")
        }
    }

    @Test("a declared encoding that no client writes is refused, and so is what is not in the declared one")
    func encodings() throws {
        let foreign = "<?xml version='1.0' encoding='UTF-7'?><DTSControl/>"
        #expect(throws: ControlFileError.notTaken(.encoding)) { try read(foreign) }
        let stray =
            Data("<?xml version='1.0' encoding='UTF-8'?><DTSControl><DTSId>2020".utf8) + [0x96]
            + Data("</DTSId></DTSControl>".utf8)
        #expect(throws: ControlFileError.notTaken(.characters(line: 1))) { try ControlFile(reading: stray) }
        let declared =
            Data("<?xml version='1.0' encoding='windows-1252'?><DTSControl><DTSId>2020".utf8) + [0x96]
            + Data("1</DTSId></DTSControl>".utf8)
        #expect(try ControlFile(reading: declared).messageID == "2020–1")
        let name = Data("<DTSControl><DTS".utf8) + [0xE5] + Data("Id/></DTSControl>".utf8)
        #expect(try ControlFile(reading: name) == ControlFile())
    }

    @Test(
        "N means no, Y means yes, and anything else is not said", arguments: ["Compress", "IsCompressed", "Encrypted"])
    func flags(element: String) throws {
        func flag(_ text: String) throws -> Bool? {
            let file = try read("<DTSControl><\(element)>\(text)</\(element)></DTSControl>")
            return [file.mayCompress, file.isCompressed, file.isEncrypted].compactMap(\.self).first
        }
        #expect(try flag("N") == false)
        #expect(try flag(" n ") == false)
        #expect(try flag("Y") == true)
        #expect(try flag("") == nil)
        #expect(try flag("maybe") == nil)
    }

    @Test("blank, absent and empty elements are the same, also with a blank in the tag")
    func blanks() throws {
        let plain = try read("<DTSControl/>")
        #expect(
            try read("<DTSControl><LocalId/><Subject> </Subject><IsCompressed ></IsCompressed ></DTSControl>") == plain)
        #expect(plain == ControlFile())
    }

    @Test("a document type is refused, and so are another root, half a file and a huge one")
    func refused() throws {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"c\">]><DTSControl><Subject>&b;</Subject></DTSControl>"
        #expect(throws: ControlFileError.documentType) { try read(bomb) }
        #expect(throws: ControlFileError.notControlFile) { try read("<Letter/>") }
        #expect(throws: ControlFileError.self) { try read("<DTSControl><Version>1.0</Vers") }
        #expect(throws: ControlFileError.self) { try read("") }
        #expect(throws: ControlFileError.tooLarge(2_000_000)) { try ControlFile(reading: Data(count: 2_000_000)) }
    }

    @Test("an old client's own characters are read although it does not say which they are")
    func oldCharacters() throws {
        let bytes = Data("<DTSControl><DTSId>2020".utf8) + [0x96] + Data("1</DTSId></DTSControl>".utf8)
        #expect(try ControlFile(reading: bytes).messageID == "2020–1")
    }

    @Test("what the client would refuse is not written, and the refusal does not repeat it")
    func notWritten() throws {
        var file = ControlFile()
        file.subject = "Ann\nTo_DTS"
        #expect(throws: ControlFileError.characters(element: "Subject")) { try file.written() }
        file.subject = "Zoë"
        #expect(throws: ControlFileError.characters(element: "Subject")) { try file.written() }
        file.subject = nil
        file.workflowID = String(repeating: "W", count: 33)
        #expect(throws: ControlFileError.tooLong(element: "WorkflowId", characters: 33, most: 32)) {
            try file.written()
        }
    }

    @Test("markup in a subject stays text")
    func escaped() throws {
        var file = ControlFile()
        file.version = "1.0"
        file.subject = "A & B <C> ]]> \"D\""
        #expect(try ControlFile(reading: try file.written()) == file)
    }

    @Test("is written in the interface's order, the flags as Y and N, nothing that is not said")
    func form() throws {
        var file = ControlFile()
        (file.addressType, file.from, file.to) = ("ALL", "X26HOSP1", "Y00001M")
        (file.workflowID, file.mayCompress, file.isCompressed) = ("GPCONNECT_SEND_DOCUMENT", true, false)
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <DTSControl>
                <Version>1.0</Version>
                <AddressType>ALL</AddressType>
                <MessageType>Data</MessageType>
                <From_DTS>X26HOSP1</From_DTS>
                <To_DTS>Y00001M</To_DTS>
                <Compress>Y</Compress>
                <WorkflowId>GPCONNECT_SEND_DOCUMENT</WorkflowId>
                <IsCompressed>N</IsCompressed>
            </DTSControl>

            """
        #expect(String(decoding: try file.written(), as: UTF8.self) == text)
    }
}

/// The control files of others, read where they lie.
@Suite("Control files from the field", .enabled(if: Cases.areThere, "../shared/cases is absent"))
struct ControlFileCases {
    @Test("before and after the transfer, with the older spelling of the checksum")
    func sent() throws {
        let before = try ControlFile(reading: try Cases.file("ciao-out-before-send.ctl"))
        #expect(before.isEncrypted == false)
        #expect(before.mayCompress == true)
        #expect(before.messageID == nil)
        #expect(before.status.isEmpty)
        let after = try ControlFile(reading: try Cases.file("ciao-sent-after-transfer.ctl"))
        #expect(after.latest?.meaning == .handedOver)
        #expect(after.localID == before.localID)
    }

    @Test("addressed by the patient, every blank element absent")
    func byPatient() throws {
        let file = try ControlFile(reading: try Cases.file("gpconnect-gpprovider-out.ctl"))
        #expect(file.to?.hasPrefix("GPPROVIDER_") == true)
        #expect(file.localID == nil)
        #expect(file.workflowID == "GPFED_CONSULT_REPORT")
    }

    @Test("a report that the NHS number is invalid")
    func report() throws {
        let record = try Cases.file("gpconnect-epl152-statusrecord.xml")
        let text = "<DTSControl><MessageType>REPORT</MessageType>" + String(decoding: record, as: UTF8.self)
        let file = try ControlFile(reading: Data((text + "</DTSControl>").utf8))
        #expect(file.isReport)
        #expect(file.latest?.code == "EPL-152")
        #expect(file.latest?.meaning == .undelivered)
    }
}

enum Cases {
    private static let folder = ProductDirectory.sources.appending(path: "../shared/cases/mesh/ctl")
    static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }
    static func file(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
}
