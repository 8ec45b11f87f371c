import Foundation
import Renditions

/// The engine's end of the talk. What libraries print goes nowhere: it could be a letter's text.
final class Pipe {
    private let input: Int32
    private let output: Int32

    init() {
        input = dup(0)
        output = dup(1)
        let nowhere = open("/dev/null", O_RDWR)
        for descriptor in [Int32(0), 1, 2] { dup2(nowhere, descriptor) }
        close(nowhere)
    }

    struct Broken: Error {}

    /// Nil when the service has closed its end.
    func next() throws -> (EngineRequest, Data)? {
        guard let prefix = try read(EngineFrame.prefixSize) else { return nil }
        guard let lengths = EngineFrame.lengths(prefix), let head = try read(lengths.head),
            let body = try read(lengths.body)
        else { throw Broken() }
        return (try JSONDecoder().decode(EngineRequest.self, from: head), body)
    }

    func give(_ answer: EngineAnswer, _ bytes: Data) throws {
        try write(try EngineFrame.start(answer, body: bytes.count))
        try write(bytes)
    }

    private func read(_ count: Int) throws -> Data? {
        var data = Data(count: count)
        var done = 0
        while done < count {
            let got = data.withUnsafeMutableBytes { Foundation.read(input, $0.baseAddress! + done, count - done) }
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else {
                if done == 0 && got == 0 { return nil }
                throw Broken()
            }
            done += got
        }
        return data
    }

    private func write(_ data: Data) throws {
        try data.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(output, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw Broken() }
                rest = rest.dropFirst(count)
            }
        }
    }
}
