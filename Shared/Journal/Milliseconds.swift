public import Foundation

extension Date {
    /// Since 1970, as journals keep instants: events have milliseconds too.
    public var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    /// - Parameter milliseconds: since 1970.
    public init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
