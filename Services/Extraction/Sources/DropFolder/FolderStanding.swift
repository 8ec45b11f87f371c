import Foundation
import Synchronization

/// What a drop folder's looks have found so far and is not yet dealt with.
struct FolderStanding {
    typealias Entry = FolderLook.Entry

    /// The letters that lie in the folder, by what names this very file. Those that the journal has decided on are no
    /// longer waiting, although they may still have to be moved.
    private(set) var letters: [String] = []
    /// Files that belong to no letter, and when they were last changed.
    private(set) var unpaired: [String: Date] = [:]
    /// Drafts that were looked at; they wait untouched until they are replaced.
    private var drafts: Set<Entry> = []
    /// Large letters that wait for their turn, or are being taken.
    private var held: Set<Entry> = []
    /// The files that each letter's JSON names.
    private var claims: [Entry: [String]] = [:]
    private var told: Set<String> = []

    /// Takes in a new look.
    ///
    /// - Parameter file: what names a letter's very file.
    /// - Returns: the letters to deal with now.
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

    /// Takes in what the letters of a look turned out to name.
    ///
    /// - Returns: how many files have belonged to no letter since `limit`, of which nobody was told before.
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
