import Foundation
import Testing

@testable import HL7v2

@Suite("An HL7 message")
struct MessageTests {
    @Test("is written again byte for byte", arguments: ["\r", "\n", "\r\n", "\r\r", "\n\n"])
    func identical(end: String) throws {
        let bytes = Array((Sample.lines.map { $0 + end }.joined()).utf8)
        let message = try HL7Message(bytes)
        #expect(message.bytes == bytes)
        #expect(message.segments.map(\.name) == ["MSH", "EVN", "PID", "PD1", "PV1", "TXA", "OBX"])
        #expect(try HL7Message([0xEF, 0xBB, 0xBF] + bytes).bytes == [0xEF, 0xBB, 0xBF] + bytes)
        #expect(try HL7Message(Array(bytes.dropLast(end.utf8.count))).segments.count == 7)
    }

    @Test(
        "of the given files is written again byte for byte",
        .enabled(if: GivenFiles.areThere, "../shared/cases is absent"),
        arguments: GivenFiles.all)
    func given(path: String) throws {
        let bytes = try GivenFiles.bytes(path)
        for part in Batch(bytes).messages {
            guard let message = try? HL7Message(part) else { continue }
            #expect(message.bytes == part)
        }
    }

    @Test("keeps every other byte where one field is changed")
    func changed() throws {
        let message = Sample.message().setting("TXA", 17, to: "LA".utf8)
        #expect(
            String(decoding: message.bytes, as: UTF8.self)
                == Sample.lines.map { $0 + "\r" }.joined().replacing("|||||AU||", with: "|||||LA||"))
        let longer = Sample.message().setting("EVN", 5, to: "X".utf8)
        #expect(longer.first("EVN").map { String(decoding: $0.bytes, as: UTF8.self) } == "EVN|T02|20261120101500|||X")
        #expect(Sample.message().setting("MSH", 3, to: "X".utf8).header.field(3).map(Array.init) == Sample.bytes("X"))
    }

    @Test("has the delimiters that it says, and reads by position")
    func delimiters() throws {
        let message = try HL7Message(Sample.bytes("MSH$%*!@$EPR$RZZ\rZZ1$a%b*c@d\rPID$1\r"))
        #expect(message.header.field(1).map(Array.init) == Sample.bytes("$"))
        #expect(message.header.field(2).map(Array.init) == Sample.bytes("%*!@"))
        #expect(message.header.field(3).map(Array.init) == Sample.bytes("EPR"))
        let path: FieldPath = "ZZ1-1[2].1.2"
        #expect(path.values(in: message).map(Array.init) == [Sample.bytes("d")])
        #expect(try HL7Message(Sample.bytes("MSH|^~\\&#|EPR\r")).delimiters.truncation == UInt8(ascii: "#"))
        for header in ["MSH|^~\\\\&|A", "MSH", "MSHA^~\\&A", "MSH||A", "MSH|^~\\&#?|A"] {
            #expect(throws: HL7Message.Unreadable.delimiters) { try HL7Message(Sample.bytes(header + "\r")) }
        }
    }

    @Test("with a line that is no segment is not read, for what belongs together would be a guess")
    func falseSegment() {
        let lines = Sample.lines.joined(separator: "\r").replacing("JVBERi0xLjQ", with: "JVBERi\r0xLjQ")
        #expect(throws: HL7Message.Unreadable.notASegment(line: 8)) { try HL7Message(Sample.bytes(lines)) }
        #expect(throws: HL7Message.Unreadable.noHeader) { try HL7Message(Sample.bytes("PID|1\r")) }
        #expect(throws: HL7Message.Unreadable.noHeader) { try HL7Message([]) }
    }

    @Test("keeps a line feed inside a field where segments end in CR")
    func lineFeed() throws {
        let lines = Sample.lines.joined(separator: "\r").replacing("JVBERi0xLjQ", with: "JVBERi\n0xLjQ")
        let message = try HL7Message(Sample.bytes(lines))
        #expect(message.segments.count == 7)
        #expect(Sample.judge(message).letter?.files == [Sample.pdf])
        #expect(
            try HL7Message(Sample.bytes("MSH|^~\\&|A\rEVN|1\nPID|1\r")).segments.map(\.name) == ["MSH", "EVN", "PID"])
    }

    @Test("comes alone or in a batch, whose count is compared")
    func batch() throws {
        let one = Sample.message().bytes
        func batch(_ count: Int) -> Batch {
            Batch(
                Sample.bytes("FHS|^~\\&|EPR|RZZ\rBHS|^~\\&|EPR|RZZ\r") + one + one
                    + Sample.bytes("BTS|\(count)\rFTS|1\r"))
        }
        #expect(batch(2).messages == [one, one])
        #expect(batch(2).isBatch && !batch(2).miscounts)
        #expect(batch(3).miscounts)
        #expect(Batch(one) == Batch(one) && Batch(one).messages == [one])
        #expect(!Batch(one).isBatch)
        #expect(throws: HL7Message.Unreadable.severalMessages) { try HL7Message(Batch(one + one).messages[0]) }
    }

    @Test("path says which field, repetition and component is meant")
    func paths() throws {
        let message = Sample.message()
        func words(_ path: String) throws -> [String] {
            try #require(FieldPath(path)).values(in: message).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(try words("PID-3") == ["9990000018", "H100001"])
        #expect(try words("PID-3[2].1") == ["H100001"])
        #expect(try words("PID-3[4=nhs].5") == ["NH"])
        #expect(try words("PID-3[9].1") == [])
        #expect(try words("TXA-22.15") == ["20261120100000"])
        #expect(try words("ZZZ-1") == [])
        for text in ["PID", "PID-", "pid-3", "PID-3.", "PID-3[.1", "PID-0", "PID-3[4=].1", "PID-3.1.2.3", ""] {
            #expect(FieldPath(text) == nil, "\(text)")
        }
    }
}
