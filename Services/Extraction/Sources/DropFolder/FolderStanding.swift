import Foundation
import Synchronization

/// The state of a drop folder between scans: what was found and is not handled yet.
struct FolderStanding {
    typealias Entry = FolderLook.Entry

    /// The ids of the letters in the folder. Letters that the journal has decided on no longer count as waiting, even
    /// if they have yet to be moved.
    private(set) var letters: [String] = []
    /// Files that belong to no letter, with their modification times.
    private(set) var unpaired: [String: Date] = [:]
    /// Drafts that were read; they stay untouched until they are replaced.
    private var drafts: Set<Entry> = []
    /// Large letters that wait for their turn, or are being processed.
    private var held: Set<Entry> = []
    /// The files that each letter's JSON names.
    private var claims: [Entry: [String]] = [:]
    private var told: Set<String> = []

    /// Takes a new listing.
    ///
    /// - Parameter file: returns the id of a letter's file.
    /// - Returns: the letters to handle now.
    mutating func begin(_ look: FolderLook, file: (Entry) -> String) -> [Entry] {
        let there = Set(look.letters)
        drafts.formIntersection(there)
        held.formIntersection(there)
        claims = claims.filter { there.contains($0.key) }
        letters = look.letters.map(file)
        let still = look.unpaired(besides: claimed)
        unpaired = unpaired.filter { still[$0.key] != nil }
        return look.letters.filter { !drafts.contains($0) && !held.contains($0) }
    }

    private var claimed: Set<String> { Set(claims.values.joined()) }

    /// Ends a scan, once the letters' JSON has been read.
    ///
    /// - Returns: the number of files unpaired since `limit` that were not reported before.
    mutating func end(_ look: FolderLook, unpairedSince limit: Date) -> Int {
        unpaired = look.unpaired(besides: claimed)
        let old = Set(unpaired.filter { $0.value < limit }.keys)
        defer { told = old }
        return old.subtracting(told).count
    }

    mutating func read(_ entry: Entry, names: [String]) {
        claims[entry] = names
        unpaired = unpaired.filter { name, _ in !names.contains(name) }
    }

    mutating func isDraft(_ entry: Entry) { drafts.insert(entry) }

    mutating func hold(_ entries: [Entry]) { held.formUnion(entries) }

    mutating func release(_ entry: Entry) { held.remove(entry) }
}
