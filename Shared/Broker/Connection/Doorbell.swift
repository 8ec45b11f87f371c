import CRabbitMQ
import Foundation
import Synchronization

/// Wakes a connection's thread from any other thread, by an eventfd that is written only while the thread sleeps.
final class Doorbell: Sendable {
    private let file = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    private let isAsleep = Atomic(false)

    deinit { close(file) }

    /// Wakes the thread if it sleeps; costs no system call while it is awake.
    func wake() { if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { ring() } }

    /// Wakes the thread, now or as soon as it would sleep.
    func ring() {
        var one: UInt64 = 1
        _ = write(file, &one, 8)
    }

    // MARK: On the thread

    /// Sleeps until the bell rings, the socket is readable or the time is over; does not sleep when there is work.
    ///
    /// - Parameter hasWork: called after the sleep was announced, so that whoever adds work later rings the bell.
    func rest(with socket: Int32? = nil, milliseconds: Int, unless hasWork: () -> Bool = { false }) {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if !hasWork() {
            var files = [pollfd(fd: file, events: Int16(POLLIN), revents: 0)]
            if let socket { files.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
            _ = poll(&files, nfds_t(files.count), Int32(milliseconds))
            if files[0].revents != 0 {
                var count: UInt64 = 0
                _ = read(file, &count, 8)
            }
        }
        isAsleep.store(false, ordering: .sequentiallyConsistent)
    }
}
