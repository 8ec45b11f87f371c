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
        do {
            try Confinement.begin(memory: memory, scratch: scratch)
            let intake = Intake(scratch: scratch)
            while let (request, bytes) = try pipe.next() {
                alarm(UInt32(clamping: request.seconds))
                let (answer, made) = intake.answer(request, bytes)
                alarm(0)
                try pipe.give(answer, made)
            }
            // LibreOffice's own ending can hang.
            _exit(0)
        } catch {
            _exit(70)
        }
    }
}
