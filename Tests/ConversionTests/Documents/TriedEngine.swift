import Foundation
import Renditions
import TestSupport

@testable import Conversion
@testable import Engines

/// Runs a document engine for a test and reports how each request ended: by an answer, by a signal, or not at all.
final class TriedEngine {
    enum End: Equatable {
        case answer(EngineAnswer, made: Int)
        /// The process was ended by a signal.
        case signal(Int32)
        case exit(Int32)
        /// The engine neither answered nor ended in time.
        case hang

        /// True for a trap of Swift code: `ud2` on x86, `brk` on ARM. LibreOffice and the C and C++ libraries end by
        /// SIGSEGV, SIGBUS, SIGFPE or SIGABRT.
        var isTrap: Bool { self == .signal(SIGILL) || self == .signal(SIGTRAP) }
    }

    /// Limit of the address space in bytes.
    static let memory = 4_000_000_000
    /// Limits in seconds, of processor time and of elapsed time.
    private static let (seconds, patience) = (30, 120)

    private let process = Process()
    private let scratch: Scratch
    private let to: FileHandle
    private let from: FileHandle

    /// - Parameter executable: By default the product's own engine.
    init(_ executable: URL? = ProductDirectory.executable("document-engine")) throws {
        signal(SIGPIPE, SIG_IGN)
        guard let engine = executable else { throw CocoaError(.fileNoSuchFile) }
        scratch = try Scratch()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = engine
        process.arguments = [scratch.folder.path, "\(Self.memory)"]
        process.environment = [:]
        (process.standardInput, process.standardOutput) = (input, output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        (to, from) = (input.fileHandleForWriting, output.fileHandleForReading)
        for file in [to, from] {
            _ = fcntl(file.fileDescriptor, F_SETFL, fcntl(file.fileDescriptor, F_GETFL) | O_NONBLOCK)
            _ = fcntl(file.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        scratch.remove()
    }

    /// Peak resident memory of the engine in bytes.
    var mostMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.filter(\.isNumber)).flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }

    func ask(_ bytes: Data, as form: RenditionForm) throws -> End {
        let request = EngineRequest(
            form: form, limit: nil, signedAt: 1_795_363_500, mostPages: 500, seconds: Self.seconds,
            patience: Self.patience)
        let deadline = Date(timeIntervalSinceNow: Double(Self.patience) + 60)
        guard try write(try EngineFrame.start(request, body: bytes.count) + bytes, until: deadline),
            let prefix = try read(EngineFrame.prefixSize, until: deadline),
            let lengths = EngineFrame.lengths(prefix), let head = try read(lengths.head, until: deadline),
            let made = try read(lengths.body, until: deadline)
        else { return ending(until: deadline) }
        return .answer(try JSONDecoder().decode(EngineAnswer.self, from: head), made: made.count)
    }

    private func ending(until deadline: Date) -> End {
        while process.isRunning, Date() < deadline { usleep(5000) }
        guard !process.isRunning else { return .hang }
        return process.terminationReason == .uncaughtSignal
            ? .signal(process.terminationStatus) : .exit(process.terminationStatus)
    }

    private func wait(for events: Int16, on file: FileHandle) {
        var state = pollfd(fd: file.fileDescriptor, events: events, revents: 0)
        poll(&state, 1, 1000)
    }

    /// Returns false if the engine closed the pipe, or at the deadline.
    private func write(_ data: Data, until deadline: Date) throws -> Bool {
        let bytes = [UInt8](data)
        var done = 0
        while done < bytes.count {
            guard Date() < deadline else { return false }
            let count = bytes[done...].withUnsafeBytes { Foundation.write(to.fileDescriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                done += count
            } else if errno == EAGAIN {
                wait(for: Int16(POLLOUT), on: to)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private func read(_ count: Int, until deadline: Date) throws -> Data? {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while data.count < count {
            guard Date() < deadline else { return nil }
            let got = Foundation.read(from.fileDescriptor, &buffer, min(buffer.count, count - data.count))
            if got > 0 {
                data.append(contentsOf: buffer.prefix(got))
            } else if got < 0 && errno == EAGAIN {
                wait(for: Int16(POLLIN), on: from)
            } else if got == 0 || errno != EINTR {
                return nil
            }
        }
        return data
    }
}
