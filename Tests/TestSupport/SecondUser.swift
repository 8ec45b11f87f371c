public import Foundation
import Synchronization

/// Runs file operations as another user: root can change the file system identity of one thread (setfsuid(2)).
public enum SecondUser {
    /// False if this process is not root.
    public static let isPossible = geteuid() == 0

    private typealias Taking = @convention(c) (UInt32) -> Int32

    private static func take(_ function: String, _ number: UInt32) {
        guard let symbol = dlsym(nil, function) else { return }
        _ = unsafeBitCast(symbol, to: Taking.self)(number)
    }

    /// Runs the body as this user. Only the calling body is affected: work that it starts on other threads is not.
    ///
    /// - Parameters:
    ///   - user: User id; `nobody` by default.
    ///   - group: Group id; the only group that the user is a member of.
    public static func perform<Value: Sendable>(
        user: UInt32 = 65_534, group: UInt32 = 65_534, _ body: @escaping @Sendable () throws -> Value
    ) throws -> Value {
        let box = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            take("setfsgid", group)
            take("setfsuid", user)
            let result = Result { try body() }
            take("setfsuid", geteuid())
            take("setfsgid", getegid())
            box.withLock { $0 = result }
            done.signal()
        }
        thread.start()
        done.wait()
        guard let result = box.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }

    /// True if this user can read the file.
    public static func canRead(_ file: URL, user: UInt32 = 65_534, group: UInt32 = 65_534) throws -> Bool {
        let path = file.path
        return try perform(user: user, group: group) {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { close(descriptor) }
            return descriptor >= 0
        }
    }
}
