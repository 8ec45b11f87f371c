public import Foundation

extension ClientFolders {
    /// Something that came into IN, whole.
    public struct Arrival: Sendable {
        public var name: PairName
        public var control: ControlFile
        /// Nil for a report.
        public var data: FolderListing.File?
        public var modified: Date

        /// MESH's id of a message; a report has only its own name, its `DTSId` is that of what it reports on.
        public var id: String { control.isReport ? name.stem : control.messageID ?? name.stem }
    }

    /// What lies in IN.
    public struct Arrivals: Sendable {
        /// Whole, the oldest first.
        public var ready: [Arrival] = []
        /// Pairs of which a file is missing, not readable, or so young that it may still be written.
        public var unfinished: [Unfinished] = []
    }

    /// A pair that is not whole.
    public struct Unfinished: Sendable, Equatable {
        /// What is wrong with it.
        public enum Fault: Equatable, Sendable {
            /// A control file without its data file.
            case noData
            /// A data file without its control file.
            case noControl
            case unreadable(ControlFileError)
            /// Nothing yet: a file is younger than the quiet time.
            case young
        }

        public var name: PairName
        public var fault: Fault
        public var modified: Date
    }

    /// Looks at what has come: a pair when both its files are there and still, a report by its control file alone.
    ///
    /// - Parameters:
    ///   - known: what was dealt with before and is not looked at again.
    ///   - quiet: how long a data file must not have changed, in seconds.
    /// - Throws: `CocoaError` when IN may not be read.
    public func arrivals(besides known: Set<PairName> = [], quiet: TimeInterval, at now: Date) throws -> Arrivals {
        var arrivals = Arrivals()
        for pair in try FolderListing(of: url(.inbox)).inOrder where !known.contains(pair.name) {
            func not(_ fault: Unfinished.Fault) {
                arrivals.unfinished.append(.init(name: pair.name, fault: fault, modified: pair.modified))
            }
            guard let file = pair.control else {
                not(.noControl)
                continue
            }
            do throws(ControlFileError) {
                // Gone since the folder was read: whoever took it knows.
                guard let content = try? Data(contentsOf: file.url) else { continue }
                let control = try ControlFile(reading: content)
                let data = control.isReport ? nil : pair.data
                guard control.isReport || data != nil else {
                    not(.noData)
                    continue
                }
                guard data.map({ now.timeIntervalSince($0.modified) >= quiet }) ?? true else {
                    not(.young)
                    continue
                }
                arrivals.ready.append(
                    Arrival(name: pair.name, control: control, data: data, modified: pair.modified))
            } catch {
                not(.unreadable(error))
            }
        }
        return arrivals
    }
}
