public import Foundation

extension ClientFolders {
    /// A complete message or report in IN.
    public struct Arrival: Sendable {
        public var name: PairName
        public var control: ControlFile
        /// Nil for a report.
        public var data: FolderListing.File?
        public var modified: Date

        /// MESH's id of a message. For a report, the name of its file: its `DTSId` is that of the message that it
        /// reports on.
        public var id: String { control.isReport ? name.stem : control.messageID ?? name.stem }
    }

    /// The content of IN.
    public struct Arrivals: Sendable {
        /// Complete arrivals, the oldest first.
        public var ready: [Arrival] = []
        /// Pairs with a file that is missing, unreadable or so young that it may still be being written.
        public var unfinished: [Unfinished] = []
    }

    /// A pair that is not complete.
    public struct Unfinished: Sendable, Equatable {
        /// The reason why a pair is not complete.
        public enum Fault: Equatable, Sendable {
            /// A control file without its data file.
            case noData
            /// A data file without its control file.
            case noControl
            case unreadable(ControlFileError)
            /// Not a fault yet: a file is younger than the quiet time.
            case young
        }

        public var name: PairName
        public var fault: Fault
        public var modified: Date
    }

    /// Reads IN. A message is complete when both its files are there and its data file no longer changes; a report
    /// consists of its control file alone.
    ///
    /// - Parameters:
    ///   - known: pairs that have been processed, which are skipped.
    ///   - quiet: the time in seconds for which a data file must not have changed.
    /// - Throws: `CocoaError` if IN cannot be read.
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
                // The file was removed after the folder was listed; the process that removed it has handled it.
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
