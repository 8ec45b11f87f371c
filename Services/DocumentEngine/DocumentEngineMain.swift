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
        let pipe = Pipe()
        // A service that is gone must be an error: what a letter left here is still to be removed.
        signal(SIGPIPE, SIG_IGN)
        do {
            try Confinement.begin(memory: memory, scratch: scratch)
            try Typefaces.settle(in: scratch)
            let intake = Intake(scratch: scratch)
            while let (request, bytes) = try pipe.next() {
                alarm(UInt32(clamping: request.seconds))
                let (answer, made) = intake.answer(request, bytes)
                alarm(0)
                try pipe.give(answer, made)
            }
            end(0, scratch)
        } catch {
            end(70, scratch)
        }
    }

    /// Leaves nothing behind, and does not wait for LibreOffice, whose own ending can hang.
    private static func end(_ status: Int32, _ scratch: URL) -> Never {
        try? FileManager.default.removeItem(at: scratch)
        _exit(status)
    }
}
