import HL7v2
import Testing

@testable import Extraction

@Suite("A connection's conversation")
struct ConversationTests {
    private func frame(_ text: String) -> [UInt8] { FrameReader.frame(text.utf8) }
    private func content(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("takes one message at a time and reads nothing meanwhile")
    func inOrder() {
        var conversation = Conversation(limit: 1000, share: 100)
        #expect(conversation.began() == [.read])
        #expect(conversation.received(frame("MSH|1") + frame("MSH|2")) == [.take(content("MSH|1"))])
        #expect(conversation.wait == .answer)
        #expect(conversation.received(frame("MSH|3")) == [])
        #expect(conversation.answered() == [.take(content("MSH|2"))])
        #expect(conversation.answered() == [.take(content("MSH|3"))])
        #expect(conversation.answered() == [.read])
        #expect(conversation.wait == .frame)
    }

    @Test("closes without an answer when the time for it is up, and answers nothing afterwards")
    func late() {
        var conversation = Conversation(limit: 1000, share: 100)
        _ = conversation.received(frame("MSH|1"))
        #expect(conversation.timeIsUp() == [.close])
        #expect(conversation.answered() == [])
        #expect(!conversation.isWorking)
    }

    @Test("asks for room before it holds a large frame, and keeps it until that is decided")
    func room() {
        var conversation = Conversation(limit: 1000, share: 10)
        let bytes = frame("MSH|" + String(repeating: "x", count: 50))
        #expect(conversation.received(Array(bytes.prefix(20))) == [.askRoom])
        #expect(conversation.wait == .none)
        #expect(conversation.roomGranted() == [.read])
        #expect(conversation.received(Array(bytes.dropFirst(20))).count == 1)
        #expect(conversation.timeIsUp() == [.close])
        #expect(conversation.answered() == [.giveRoom])
    }

    @Test("gives back a room that comes after the connection was closed")
    func lateRoom() {
        var conversation = Conversation(limit: 1000, share: 10)
        _ = conversation.received(Array(frame("MSH|" + String(repeating: "x", count: 50)).prefix(20)))
        #expect(conversation.close() == [.close])
        #expect(conversation.roomGranted() == [.giveRoom])
    }

    @Test("takes a frame without its last byte when nothing more comes, and cuts off half a one")
    func ends() {
        var conversation = Conversation(limit: 1000, share: 100)
        #expect(conversation.received([0x0B] + content("MSH|1") + [0x1C]) == [.read])
        #expect(conversation.wait == .end)
        #expect(conversation.timeIsUp() == [.take(content("MSH|1"))])
        #expect(conversation.answered() == [.read])
        #expect(conversation.received([0x0B] + content("MSH|2")) == [.read])
        #expect(conversation.wait == .rest)
        #expect(conversation.timeIsUp() == [.keep(.cutOff, content("MSH|2"))])
        #expect(conversation.answered() == [.close])
    }

    @Test("answers what is whole when its peer sends no more, or the service ends")
    func ending() {
        var conversation = Conversation(limit: 1000, share: 100)
        _ = conversation.received(frame("MSH|1") + frame("MSH|2"))
        #expect(conversation.ends() == [])
        #expect(conversation.answered() == [.take(content("MSH|2"))])
        #expect(conversation.answered() == [.close])
        var other = Conversation(limit: 1000, share: 100)
        _ = other.received([0x0B] + content("MSH|half"))
        #expect(other.stops() == [.close])
    }

    @Test("closes after a frame behind which the next cannot be told")
    func broken() {
        var conversation = Conversation(limit: 1000, share: 100)
        let bytes = [0x0B] + content("MSH|1") + [0x0B] + content("MSH|2")
        #expect(conversation.received(bytes) == [.keep(.startInside, Array(bytes.dropFirst()))])
        #expect(conversation.wait == .none)
        #expect(conversation.answered() == [.close])
    }
}
