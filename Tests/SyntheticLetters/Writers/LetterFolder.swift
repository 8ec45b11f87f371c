public import Foundation

/// A letter as a file, with LibreOffice's own rendering of that file.
public struct LetterFile: Sendable {
    public var letter: HospitalLetter
    public var family: LetterFamily
    public var file: URL
    /// A PDF file that LibreOffice made from it without the product.
    public var reference: URL
}

/// Writes letters to files, with few runs of LibreOffice.
public struct LetterFolder {
    public struct Failed: Error, CustomStringConvertible {
        public var description: String
    }

    private let folder: URL

    /// - Parameter folder: The folder of the files, which are not removed.
    public init(_ folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// - Throws: `Failed` if LibreOffice is missing or did not convert a letter.
    public func make(_ letters: [(name: String, letter: HospitalLetter, family: LetterFamily)]) throws -> [LetterFile] {
        let (masters, files, references) = (try sub("masters"), try sub("files"), try sub("references"))
        var waiting: [String: [URL]] = [:]
        for (name, letter, family) in letters {
            if family == family.master {
                try letter.file(family).write(to: files.appending(path: "\(name).\(family.suffix)"))
            } else {
                let master = masters.appending(path: "\(name).\(family.master.suffix)")
                try letter.file(family).write(to: master)
                waiting[family.suffix, default: []].append(master)
            }
        }
        for (format, sources) in waiting.sorted(by: { $0.key < $1.key }) {
            try convert(sources, to: format, into: files)
        }
        let made = letters.map { name, letter, family in
            LetterFile(
                letter: letter, family: family, file: files.appending(path: "\(name).\(family.suffix)"),
                reference: family == .pdf
                    ? files.appending(path: "\(name).pdf") : references.appending(path: "\(name).pdf"))
        }
        try convert(made.filter { $0.family != .pdf }.map(\.file), to: "pdf", into: references)
        return made
    }

    private func sub(_ name: String) throws -> URL {
        let sub = folder.appending(path: name)
        try FileManager.default.createDirectory(at: sub, withIntermediateDirectories: true)
        return sub
    }

    /// Files per run of LibreOffice, which ends early with more than about two hundred.
    private static let mostFiles = 80

    private func convert(_ files: [URL], to format: String, into target: URL) throws {
        for first in stride(from: 0, to: files.count, by: Self.mostFiles) {
            try run(Array(files[first..<min(files.count, first + Self.mostFiles)]), format, target)
        }
    }

    private func run(_ files: [URL], _ format: String, _ target: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/soffice")
        process.arguments =
            [
                "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", format, "--outdir",
                target.path,
            ]
            + files.map(\.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw Failed(description: "soffice does not start: deploy/install installs LibreOffice")
        }
        process.waitUntilExit()
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent + "." + format
            guard FileManager.default.fileExists(atPath: target.appending(path: name).path) else {
                throw Failed(description: "LibreOffice made no \(format) file of \(file.lastPathComponent)")
            }
        }
    }
}
