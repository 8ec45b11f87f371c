import Letters
public import Messages

/// What handling one event came to.
public struct Work: Sendable {
    /// To be published. Those of a `change` come with its commit.
    public var outcomes: [Event]
    /// What the event changes in the stage's own rows; the runner commits it together with that of other events.
    public var change: (any Change)?
    /// Called after the broker has confirmed every outcome, before the input is acknowledged.
    public var whenPublished: (@Sendable () async throws -> Void)?

    public init(
        outcomes: [Event] = [], change: (any Change)? = nil, whenPublished: (@Sendable () async throws -> Void)? = nil
    ) {
        self.outcomes = outcomes
        self.change = change
        self.whenPublished = whenPublished
    }

    /// The same with its change committed by itself; for who calls a handler without a runner.
    ///
    /// - Throws: what the change throws.
    public func committed() async throws -> Work { try await Self.commit([self])[0].get() }

    /// Commits what several works change, in their order and at once.
    ///
    /// - Returns: of each what is left to publish, or why its change failed, which takes none of the others with it.
    public static func commit(_ works: [Work]) async -> [Result<Work, any Error>] {
        let places = works.indices.filter { works[$0].change != nil }
        guard let first = places.first, let change = works[first].change else { return works.map { .success($0) } }
        var results = works.map { Result<Work, any Error>.success($0) }
        let committed = await commit(places.compactMap { works[$0].change }, like: change)
        for (place, result) in zip(places, committed) { results[place] = result }
        return results
    }

    /// Changes of one kind go together; a stage has one.
    private static func commit<Kind: Change>(
        _ changes: [any Change], like first: Kind
    ) async -> [Result<Work, any Error>] {
        let same = changes.compactMap { $0 as? Kind }
        guard same.count != changes.count else { return await Kind.commit(same) }
        var results: [Result<Work, any Error>] = []
        for change in changes { results += await commit([change], like: change) }
        return results
    }
}

/// What an event changes in a stage's own rows, and is not committed yet.
public protocol Change: Sendable {
    /// Commits several in their order and at once.
    ///
    /// - Returns: of each, once it is on the disk, what is left to publish; or why it failed, which takes none of the
    ///   others with it.
    static func commit(_ changes: [Self]) async -> [Result<Work, any Error>]
}
