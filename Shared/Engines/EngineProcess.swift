import Foundation
import Renditions
import XML

/// One document engine: a child process that handles one request at a time. Its methods block; one thread at a time may
/// use it.
final class EngineProcess: @unchecked Sendable {
    /// Why the engine gave no answer; it must then be ended.
    enum Failure: Error {
        case notStarted
        /// The engine crashed, or used more processor time than a document may.
        case failed
        /// The machine's fault: the kernel killed the engine, or the wall-clock time was over before the processor
        /// time.
        case starved(why: String)
    }

    /// The time that an engine may take for one document.
    struct Time: Sendable {
        /// Seconds of processor time.
        var seconds: Double
        /// Seconds of wall-clock time.
        var patience: Double
    }

    private static let piece = 1 << 20
    private let process = Process()
    private let scratch: Scratch
    private let to: FileHandle
    private let from: FileHandle
    private(set) var answered = 0

    /// - Parameter memory: maximum address space of the engine, in bytes.
    init(_ executable: URL, memory: Int) throws(Failure) {
        // Writing to an engine that has ended must give an error (EPIPE), not end this process by SIGPIPE.
        signal(SIGPIPE, SIG_IGN)
        let input = Pipe()
        let output = Pipe()
        process.executableURL = executable
        do {
            scratch = try Scratch()
        } catch {
            throw .notStarted
        }
        process.arguments = [scratch.folder.path, "\(memory)"]
        process.environment = [:]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        to = input.fileHandleForWriting
        from = output.fileHandleForReading
        do {
            try process.run()
        } catch {
            throw .notStarted
        }
        for file in [to, from] {
            _ = fcntl(file.fileDescriptor, F_SETFL, fcntl(file.fileDescriptor, F_GETFL) | O_NONBLOCK)
            _ = fcntl(file.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit { end() }

    /// Kills the process and removes its temporary files.
    func end() {
        try? to.close()
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? from.close()
        scratch.remove()
    }

    /// - Parameters:
    ///   - time: how long it may take.
    ///   - keep: called when the engine returns a file; returns the sink for it.
    /// - Throws: `Failure` when the engine gives no answer; the errors of `bytes` and `keep`.
    func ask(
        _ request: EngineRequest, _ bytes: Bytes, within time: Time,
        keep: (EngineAnswer) throws -> DocumentEngines.Sink
    ) throws -> EngineAnswer {
        let deadline = Deadline(of: process.processIdentifier, time)
        try write(try EngineFrame.start(request, body: bytes.count), until: deadline)
        try bytes.read { try write($0, until: deadline) }
        guard let lengths = EngineFrame.lengths(try read(EngineFrame.prefixSize, until: deadline)) else {
            throw Failure.failed
        }
        let head = try read(lengths.head, until: deadline)
        guard let answer = try? JSONDecoder().decode(EngineAnswer.self, from: head) else { throw Failure.failed }
        if let shortage = answer.shortage { throw Failure.starved(why: shortage) }
        if lengths.body > 0 {
            let sink = try keep(answer)
            var left = lengths.body
            while left > 0 {
                let piece = try read(min(left, Self.piece), until: deadline)
                try sink(piece)
                left -= piece.count
            }
        }
        answered += 1
        return answer
    }

    private func wait(for events: Int16, on file: FileHandle, until deadline: Deadline) throws {
        var state = pollfd(fd: file.fileDescriptor, events: events, revents: 0)
        while true {
            let pause = try deadline.pause()
            if poll(&state, 1, pause) != 0 { return }
        }
    }

    /// Returns why the engine closed its pipe. A SIGKILL that we did not send came from the kernel, for lack of memory.
    private func ending() -> Failure {
        for _ in 0..<200 where process.isRunning { usleep(10_000) }
        guard !process.isRunning, process.terminationReason == .uncaughtSignal else { return .failed }
        switch process.terminationStatus {
        case SIGKILL: return .starved(why: "the kernel ended it (SIGKILL), most likely for want of memory")
        case SIGALRM: return .starved(why: "it came to no end in the time that it had by the clock")
        default: return .failed
        }
    }

    private func write(_ data: Data, until deadline: Deadline) throws {
        try data.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(
                    to.fileDescriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    try wait(for: Int16(POLLOUT), on: to, until: deadline)
                } else if errno != EINTR {
                    throw ending()
                }
            }
        }
    }

    private func read(_ count: Int, until deadline: Deadline) throws -> Data {
        var data = Data(count: count)
        var done = 0
        while done < count {
            let got = data.withUnsafeMutableBytes { buffer in
                Foundation.read(
                    from.fileDescriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).baseAddress,
                    count - done)
            }
            if got > 0 {
                done += got
            } else if got < 0 && errno == EAGAIN {
                try wait(for: Int16(POLLIN), on: from, until: deadline)
            } else if got == 0 || errno != EINTR {
                throw ending()
            }
        }
        return data
    }
}
