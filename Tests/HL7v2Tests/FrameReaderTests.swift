import Testing

@testable import HL7v2

@Suite("An MLLP frame")
struct FrameReaderTests {
    private static let message = Sample.bytes("MSH|^~\\&|A\rPID|1\r")
    private static let frame = FrameReader.frame(message)

    private func read(_ bytes: [UInt8], limit: Int = 1000) -> [FrameReader.Output] {
        var reader = FrameReader(limit: limit)
        let outputs = reader.take(bytes)
        return outputs + [reader.conclude()].compactMap(\.self)
    }

    @Test("comes out whole however the bytes arrive", arguments: 1...20)
    func pieces(size: Int) {
        var reader = FrameReader(limit: 1000)
        let bytes = Self.frame + Self.frame + [0x0D, 0x0A] + Self.frame
        var outputs: [FrameReader.Output] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            outputs += reader.take(bytes[start..<min(bytes.count, start + size)])
        }
        #expect(outputs == Array(repeating: .frame(Self.message, endsRightly: true), count: 3))
        #expect(reader.isBetweenFrames)
        #expect(reader.conclude() == nil)
    }

    @Test("without 0x0D after 0x1C is taken when the next begins, or nothing more comes")
    func withoutReturn() {
        let bare = Array(Self.frame.dropLast())
        #expect(
            read(bare + Self.frame)
                == [.frame(Self.message, endsRightly: false), .frame(Self.message, endsRightly: true)])
        var reader = FrameReader(limit: 1000)
        #expect(reader.take(bare) == [])
        #expect(reader.isAwaitingEnd)
        #expect(reader.conclude() == .frame(Self.message, endsRightly: false))
        #expect(reader.take([0x0D] + Self.frame) == [.frame(Self.message, endsRightly: true)])
    }

    @Test("that ends in CR FF in place of FS CR is told, and not answered")
    func formFeed() {
        let bytes = [0x0B] + Self.message + [0x0C]
        #expect(read(bytes) == [.broken(.formFeedEnd, Self.message + [0x0C], mustClose: true)])
        guard case .broken(.formFeedEnd, _, mustClose: true)? = read(bytes + Self.frame).first else {
            Issue.record("the next frame was joined to it")
            return
        }
    }

    @Test("whose end was lost does not swallow the next one: neither is given")
    func lostEnd() {
        let outputs = read(Array(Self.frame.dropLast(2)) + Self.frame + Self.frame)
        #expect(outputs.count == 1)
        guard case .broken(.startInside, let bytes, mustClose: true)? = outputs.first else {
            Issue.record("\(outputs)")
            return
        }
        #expect(bytes.count == Self.frame.count * 3 - 3)
    }

    @Test("without its first byte is kept to its end, and the next is taken")
    func withoutStart() {
        #expect(
            read(Array(Self.frame.dropFirst()) + Self.frame)
                == [
                    .broken(.startMissing, Self.message, mustClose: false), .frame(Self.message, endsRightly: true),
                ])
        #expect(read(Self.message) == [.broken(.startMissing, Self.message, mustClose: true)])
    }

    @Test("that is none: another protocol, strays, an empty one, one cut off, one too large")
    func others() {
        #expect(
            read([0x16, 0x03, 0x01, 0x02, 0x00]) == [.broken(.tls, [0x16, 0x03, 0x01, 0x02, 0x00], mustClose: true)])
        let request = Sample.bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(read(request) == [.broken(.http, request, mustClose: true)])
        #expect(read(Sample.bytes("hello")) == [.broken(.stray, Sample.bytes("hello"), mustClose: true)])
        #expect(read([0x0B, 0x1C, 0x0D]) == [.broken(.empty, [], mustClose: false)])
        #expect(
            read(Array(Self.frame.dropLast(3))) == [.broken(.cutOff, Array(Self.message.dropLast()), mustClose: true)])
        #expect(read([0x0B, 0x41, 0x1C, 0x42]) == [.broken(.endInside, [0x41, 0x1C, 0x42], mustClose: true)])
        #expect(read([]) == [])
        #expect(read([0x0D, 0x0A]) == [])
        guard case .broken(.tooLarge, _, mustClose: true)? = read(Self.frame, limit: 5).first else {
            Issue.record("a frame over the limit was taken")
            return
        }
    }

    @Test("after one that was broken beyond telling is not looked for")
    func closed() {
        var reader = FrameReader(limit: 1000)
        _ = reader.take(Sample.bytes("GET / HTTP/1.1"))
        #expect(reader.take(Self.frame) == [])
        #expect(reader.conclude() == nil)
        #expect(reader.held == 0)
    }
}
