import Foundation
import GRDB
public import Letters

/// The reason why a journal cannot be used. Names the file and says what to do. The event in progress is never the
/// cause.
public enum JournalError: Consequential, Sendable {
    /// The file or its directory is missing, owned by another user or not writable.
    case unusable(file: String, why: String)
    /// The file can be read but not written.
    case readOnly(String)
    /// Another process keeps the file locked while its schema must be brought up to date.
    case locked(String)
    /// SQLite found the file damaged.
    case damaged(String)
    /// The disk is full.
    case diskFull
    /// The database could not be written for another reason.
    case notWritten(String)
    /// The database could not be read.
    case notRead(String)

    public var consequence: Consequence { .stop }

    enum Act { case opening, writing, reading }

    /// - Parameter file: the path of the journal.
    init(_ act: Act, _ file: String, _ error: any Error) {
        let file = URL(filePath: file).lastPathComponent
        let error = error as? DatabaseError
        let words = error?.message ?? error.map { "\($0.resultCode)" } ?? "\(type(of: error))"
        self =
            switch (error?.resultCode, act) {
            case (.SQLITE_CORRUPT, _), (.SQLITE_NOTADB, _): .damaged(file)
            case (.SQLITE_FULL, _): .diskFull
            case (.SQLITE_READONLY, _): .readOnly(file)
            case (.SQLITE_BUSY, .opening): .locked(file)
            case (_, .opening): .unusable(file: file, why: words)
            case (_, .writing): .notWritten(words)
            case (_, .reading): .notRead(words)
            }
    }

    /// The code without associated values, for metric labels.
    public var code: String {
        switch self {
        case .unusable: "journal-unusable"
        case .readOnly: "journal-read-only"
        case .locked: "journal-locked"
        case .damaged: "journal-damaged"
        case .diskFull: "disk-full"
        case .notWritten: "journal-not-written"
        case .notRead: "journal-not-read"
        }
    }

    public var description: String {
        switch self {
        case .unusable(let file, let why):
            "\(file) in the state directory cannot be used (\(why)): check that the directory exists, is on a local "
                + "disk and is writable by this user"
        case .readOnly(let file):
            "\(file) in the state directory cannot be written: give it to this user, or mount its disk for writing"
        case .locked(let file):
            "\(file) in the state directory is locked by another process, and this version must change its tables: end "
                + "the process of the former version, and start again"
        case .damaged(let file):
            "\(file) in the state directory is damaged: keep it aside, restore the last good copy, and start again"
        case .diskFull: "the disk of the state directory is full: make room; nothing is lost meanwhile"
        case .notWritten(let why): "the state directory's database cannot be written: \(why)"
        case .notRead(let why): "the state directory's database cannot be read: \(why)"
        }
    }
}

extension DatabaseError {
    /// True for errors that the file or its disk causes, rather than the statement.
    var blamesDisk: Bool {
        [
            .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CANTOPEN,
            .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_NOMEM, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL,
        ].contains(resultCode)
    }
}
