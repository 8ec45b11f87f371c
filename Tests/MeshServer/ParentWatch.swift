import Foundation

/// Ends this process when its parent has ended, for whatever reason.
enum ParentWatch {
    static func start(_ parent: Int32) {
        let thread = Thread {
            while getppid() == parent { Thread.sleep(forTimeInterval: 0.2) }
            exit(0)
        }
        thread.start()
    }
}
