import Foundation
import Testing

@testable import Extraction

@Suite("Files that cannot be dealt with")
struct FailingFilesTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("are told of when that is news, and in words after an hour, until they are dealt with or gone")
    func told() {
        var files = FailingFiles()
        #expect(files.note("a", "EACCES", at: start) && files.note("b", "EIO", at: start + 1000))
        #expect(!files.note("a", "EACCES", at: start + 2000) && files.note("a", "EIO", at: start + 3000))
        #expect(files.words(at: start + 3599) == nil)
        #expect(files.words(at: start + 3600)?.hasPrefix("1 file is tried in vain, since 2027-01-15T08:00:00") == true)
        #expect(files.words(at: start + 9000)?.hasPrefix("2 files are tried in vain") == true)
        files.forget("a")
        files.keep(only: ["a"])
        #expect(files.words(at: start + 9000) == nil)
    }
}
