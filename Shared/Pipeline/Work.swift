import Letters
public import Messages

/// The result of handling one event.
public struct Work: Sendable {
    /// Events to publish. Those of a `change` are added when it is committed.
    public var outcomes: [Event]
    /// The changes to the stage's own rows, which the runner commits together with those of other events.
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

    /// Commits the change by itself, for callers that use a handler without a runner.
    ///
    /// - Throws: the error of the change.
    public func committed() async throws -> Work { try await Self.commit([self])[0].get() }

    /// Commits the changes of several works in order, in one batch.
    ///
    /// - Returns: for each, the work that is left to publish, or the error of its change. A failed change does not
    ///   affect the others.
    public static func commit(_ works: [Work]) async -> [Result<Work, any Error>] {
        let places = works.indices.filter { works[$0].change != nil }
        guard let first = places.first, let change = works[first].change else { return works.map { .success($0) } }
        var results = works.map { Result<Work, any Error>.success($0) }
        let committed = await commit(places.compactMap { works[$0].change }, like: change)
        for (place, result) in zip(places, committed) { results[place] = result }
        return results
    }

    /// Commits changes of the same type together; a stage has only one type.
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

/// The changes that an event makes to a stage's own rows, before they are committed.
public protocol Change: Sendable {
    /// Commits several changes in order, in one batch.
    ///
    /// - Returns: for each, once it is durable, the work that is left to publish, or its error. A failed change does
    ///   not affect the others.
    static func commit(_ changes: [Self]) async -> [Result<Work, any Error>]
}
