import GRDB
public import Messages
public import Pipeline

/// Why a journal cannot be used. Names the file and says what to do.
public enum JournalError: Error, Sendable, CustomStringConvertible {
    /// The file or its directory is missing, not ours or not writable.
    case unusable(file: String, why: String)
    /// The file may be read but not written.
    case readOnly(String)
    /// Another process keeps the file locked, and its schema must be brought up to date.
    case locked(String)
    /// SQLite found the file damaged.
    case damaged(String)
    /// The disk is full.
    case diskFull
    /// The database could not be written for another reason.
    case notWritten(String)

    init(opening file: String, _ error: any Error) {
        switch error {
        case let error as JournalError:
            self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB:
            self = .damaged(file)
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL:
            self = .diskFull
        case let error as DatabaseError where error.resultCode == .SQLITE_READONLY:
            self = .readOnly(file)
        case let error as DatabaseError where error.resultCode == .SQLITE_BUSY:
            self = .locked(file)
        case let error as DatabaseError:
            self = .unusable(file: file, why: error.message ?? "\(error.resultCode)")
        default:
            self = .unusable(file: file, why: "\(type(of: error))")
        }
    }

    init(writing error: any Error) {
        guard let error = error as? DatabaseError else {
            self = error as? JournalError ?? .notWritten("\(type(of: error))")
            return
        }
        self = error.resultCode == .SQLITE_FULL ? .diskFull : .notWritten(error.message ?? "\(error.resultCode)")
    }

    /// Without associated values: fit for a metric's label.
    public var code: String {
        switch self {
        case .unusable: "journal-unusable"
        case .readOnly: "journal-read-only"
        case .locked: "journal-locked"
        case .damaged: "journal-damaged"
        case .diskFull: "disk-full"
        case .notWritten: "journal-not-written"
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
        }
    }
}

extension JournalError: StandingTrouble {
    public var reason: Reason { Reason(code: code, detail: description) }
}

extension DatabaseError {
    /// The file or its disk is to blame, and not what was to be written.
    var blamesDisk: Bool {
        [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CORRUPT, .SQLITE_CANTOPEN]
            .contains(resultCode)
    }
}
