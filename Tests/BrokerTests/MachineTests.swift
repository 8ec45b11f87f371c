import Foundation
import Testing

@testable import Broker

@Suite("The window of publishes that wait for their confirm")
struct ConfirmWindowTests {
    private func window(_ names: String...) -> ConfirmWindow<String> {
        var window = ConfirmWindow<String>()
        for name in names { window.register(name, messageID: name) }
        return window
    }

    private func words(_ verdicts: [(String, ConfirmWindow<String>.Verdict)]) -> [String] {
        verdicts.map { "\($0.0) \($0.1)" }
    }

    @Test("settles one, or all up to it, in any order, and each once")
    func settles() {
        var window = window("a", "b", "c", "d")
        #expect(words(window.settled(3, multiple: false, accepted: true)) == ["c confirmed"])
        #expect(words(window.settled(3, multiple: true, accepted: true)) == ["a confirmed", "b confirmed"])
        #expect(words(window.settled(2, multiple: false, accepted: true)).isEmpty)
        #expect(words(window.settled(4, multiple: false, accepted: false)) == ["d refused"])
        #expect(window.count == 0)
    }

    @Test("takes a confirm that follows a return for what it is: the broker kept nothing")
    func returned() {
        var window = window("a", "b")
        window.returned(messageID: "b")
        #expect(words(window.settled(2, multiple: true, accepted: true)) == ["a confirmed", "b returned"])
    }

    @Test("leaves the outcome of all that is pending unknown when the connection is lost, and begins at one again")
    func lost() {
        var window = window("a", "b")
        _ = window.settled(1, multiple: false, accepted: true)
        #expect(window.lost() == ["b"])
        window.register("c", messageID: "c")
        #expect(words(window.settled(1, multiple: false, accepted: true)) == ["c confirmed"])
    }

    @Test("ignores a number that it never gave out")
    func stranger() {
        var window = window("a")
        #expect(window.settled(7, multiple: true, accepted: true).isEmpty)
        #expect(window.count == 1)
    }
}

@Suite("The width of a careful consumer")
struct ConsumerWidthTests {
    @Test("is one until something comes that was never delivered before, on each connection")
    func careful() {
        var width = ConsumerWidth(prefetch: 300, isCareful: true)
        for _ in 1...2 {
            #expect(width.opened() == 1)
            width.arrived(isRedelivered: true)
            #expect(width.widen() == nil)
            width.arrived(isRedelivered: false)
            #expect(width.mayWiden)
            #expect(width.widen() == 299)
            width.arrived(isRedelivered: true)
            width.arrived(isRedelivered: false)
            #expect(width.widen() == nil)
        }
    }

    @Test("is the whole prefetch where nobody asked for care, or where it is one anyway")
    func plain() {
        for (prefetch, isCareful) in [(300, false), (1, true)] {
            var width = ConsumerWidth(prefetch: prefetch, isCareful: isCareful)
            #expect(width.opened() == prefetch)
            width.arrived(isRedelivered: false)
            #expect(width.widen() == nil)
        }
    }
}

@Suite("Acknowledgements")
struct AcknowledgementsTests {
    private typealias Settled = [(tag: UInt64, settlement: Delivery.Settlement)]

    @Test("cover several at once only where everything below is settled")
    func contiguous() {
        var machine = Acknowledgements()
        #expect(
            machine.commands(for: [(1, .acknowledged), (2, .acknowledged), (4, .acknowledged)]) == [
                .acknowledge(2, multiple: true), .acknowledge(4, multiple: false),
            ])
        #expect(machine.commands(for: [(3, .acknowledged), (5, .acknowledged)]) == [.acknowledge(5, multiple: true)])
    }

    @Test("never wait: a lone one is told at once")
    func lone() {
        var machine = Acknowledgements()
        #expect(machine.commands(for: [(1, .acknowledged)]) == [.acknowledge(1, multiple: false)])
        #expect(machine.commands(for: [(3, .acknowledged)]) == [.acknowledge(3, multiple: false)])
        #expect(machine.commands(for: [(2, .acknowledged)]) == [.acknowledge(2, multiple: false)])
    }

    @Test("give back what goes back to the queue, and never acknowledge it")
    func requeue() {
        var machine = Acknowledgements()
        let commands = machine.commands(for: [(1, .acknowledged), (2, .requeued), (3, .acknowledged)])
        #expect(commands == [.requeue(2), .acknowledge(3, multiple: true)])
    }

    @Test("reject what the broker is to park, and never acknowledge it")
    func reject() {
        var machine = Acknowledgements()
        let commands = machine.commands(for: [(1, .acknowledged), (2, .rejected), (3, .acknowledged)])
        #expect(commands == [.reject(2), .acknowledge(3, multiple: true)])
    }

    @Test("never cover a tag that is still in work, whatever the order of settling")
    func property() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var machine = Acknowledgements()
            var done: Set<UInt64> = []
            var acknowledged: Set<UInt64> = []
            var rest = Array<UInt64>(1...40).shuffled(using: &generator)
            while !rest.isEmpty {
                let batch = rest.prefix(Int.random(in: 1...6))
                rest.removeFirst(batch.count)
                done.formUnion(batch)
                let settled: Settled = batch.map { ($0, .acknowledged) }
                for case .acknowledge(let tag, let multiple) in machine.commands(for: settled) {
                    acknowledged.formUnion(multiple ? Set(1...tag) : [tag])
                }
                #expect(acknowledged == done)
            }
        }
    }
}

@Suite("A message in frames")
struct MessageAssemblyTests {
    @Test("is whole when its last byte is there, however it is cut, and the next begins afresh")
    func whole() {
        let bytes = Data((0..<100).map { UInt8($0) })
        for size in [1, 7, 50, 99, 100] {
            var assembly = MessageAssembly<String>()
            for name in ["first", "second"] {
                assembly.begin(name)
                #expect(assembly.header(MessageProperties(messageID: name), bodySize: 100)?.method == nil)
                var messages: [MessageAssembly<String>.Whole] = []
                for start in stride(from: 0, to: 100, by: size) {
                    #expect(messages.isEmpty)
                    if let message = assembly.body(bytes[start..<min(start + size, 100)]) { messages.append(message) }
                }
                #expect(messages.map(\.method) == [name])
                #expect(messages.first?.properties.messageID == name)
                #expect(messages.first?.body == bytes)
                #expect(!assembly.isOpen)
            }
        }
    }

    @Test("without a body is whole at its header")
    func empty() {
        var assembly = MessageAssembly<String>()
        assembly.begin("empty")
        let message = assembly.header(MessageProperties(messageID: "1"), bodySize: 0)
        #expect(message?.method == "empty")
        #expect(message?.body == Data())
    }

    @Test("keeps of a body over the limit its length alone, and the next message whole")
    func oversized() {
        var assembly = MessageAssembly<String>(limit: 10)
        for (size, kept) in [(11, 0), (10, 10), (30, 0), (1, 1)] {
            assembly.begin("\(size)")
            #expect(assembly.header(MessageProperties(), bodySize: UInt64(size))?.method == nil)
            var whole: MessageAssembly<String>.Whole?
            for _ in 0..<size {
                #expect(whole?.method == nil)
                whole = assembly.body(Data([1]))
            }
            #expect(whole?.bodySize == UInt64(size))
            #expect(whole?.body.count == kept)
            #expect(!assembly.isOpen)
        }
    }

    @Test("is not made of frames that belong to none")
    func stray() {
        var assembly = MessageAssembly<String>()
        #expect(assembly.body(Data([1]))?.method == nil)
        #expect(assembly.header(MessageProperties(), bodySize: 0)?.method == nil)
        #expect(!assembly.isOpen)
    }
}

@Suite("The broker's address")
struct BrokerSettingsTests {
    @Test("names several hosts, a virtual host and an encoded password")
    func reads() throws {
        let settings = try BrokerSettings(url: "amqp://conversion:p%40ss@rabbit-1:5673,rabbit-2/letters")
        #expect(settings.hosts == [.init(name: "rabbit-1", port: 5673), .init(name: "rabbit-2", port: 5672)])
        #expect(settings.user == "conversion")
        #expect(settings.password == "p@ss")
        #expect(settings.virtualHost == "letters")
        #expect(try BrokerSettings(url: "amqps://a:b@host/letters").hosts.first?.port == 5671)
        #expect(try BrokerSettings(url: "amqp://a:b@[::1]:5673/letters").hosts.first == .init(name: "::1", port: 5673))
    }

    @Test(
        "is refused with a sentence that does not repeat the password",
        arguments: [
            "http://a:secret@host/letters", "amqp://host/letters", "amqp://a:secret@host", "amqp://a:secret@host:x/l",
            "amqp://a@host/letters", "amqp://a:secret@/letters",
        ])
    func refuses(url: String) {
        let error = #expect(throws: BrokerURLError.self) { try BrokerSettings(url: url) }
        #expect(error?.description.contains("secret") == false)
    }
}
