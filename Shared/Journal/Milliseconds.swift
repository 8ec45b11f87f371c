public import Foundation

extension Date {
    /// Milliseconds since 1970, the form in which journals store instants. Events have millisecond precision too.
    public var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    /// - Parameter milliseconds: since 1970.
    public init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
