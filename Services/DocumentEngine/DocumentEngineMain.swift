import Foundation
import Renditions

/// Inspects and converts documents for the conversion service: one request after the other on standard input, one
/// answer each on standard output. Conversion starts it, ends it and starts another.
@main
enum DocumentEngineMain {
    static func main() {
        guard CommandLine.arguments.count == 3, let memory = UInt64(CommandLine.arguments[2]) else {
            FileHandle.standardError.write(
                Data("document-engine SCRATCH BYTES: started by conversion, not by people\n".utf8))
            exit(64)
        }
        let scratch = URL(filePath: CommandLine.arguments[1], directoryHint: .isDirectory)
        // A service that is gone must be an error: what a letter left here is still to be removed.
        signal(SIGPIPE, SIG_IGN)
        do {
            try Confinement.begin(memory: memory, scratch: scratch)
            let pipe = Pipe()
            try Typefaces.settle(in: scratch)
            let intake = Intake(scratch: scratch)
            while let (request, bytes) = try pipe.next() {
                limit(processor: request.seconds, clock: request.patience)
                let (answer, made) = intake.answer(request, bytes)
                limit(processor: 0, clock: 0)
                try pipe.give(answer, made)
            }
            end(0, scratch)
        } catch {
            end(70, scratch)
        }
    }

    /// Ends this process after so many seconds, should nobody be left to end it.
    private static func limit(processor: Int, clock: Int) {
        var time = itimerval()
        time.it_value.tv_sec = processor
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &time, nil)
        alarm(UInt32(clamping: clock))
    }

    /// Leaves nothing in the folder, which is the service's to remove, and does not wait for LibreOffice, whose own ending can hang.
    private static func end(_ status: Int32, _ scratch: URL) -> Never {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) ?? []
        for name in names { try? FileManager.default.removeItem(at: scratch.appending(path: name)) }
        _exit(status)
    }
}
