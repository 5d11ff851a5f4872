extension TransferSlots {
    /// Does `work` for each of `items`, as many at once as there are slots; the results stand in the items' order.
    ///
    /// The first failure ends the others, and is thrown; `cancelled` is, where the caller's end left something undone.
    package func each<Item: Sendable, Value: Sendable, Failure: Error>(
        _ items: [Item], cancelled: Failure, _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
    ) async throws(Failure) -> [Value] {
        let outcome = await withTaskGroup(of: (Int, Result<Value, Failure>?).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask {
                    (index, await self.run { await Self.result { () async throws(Failure) in try await work(item) } })
                }
            }
            var values: [Value?] = Array(repeating: nil, count: items.count)
            var failure: Failure?
            for await (index, result) in group {
                switch result {
                case .success(let value)?: values[index] = value
                case .failure(let error)? where failure == nil:
                    failure = error
                    group.cancelAll()
                case .failure, nil: break
                }
            }
            return failure.map { .failure($0) } ?? Result<[Value?], Failure>.success(values)
        }
        let values = try outcome.get().compactMap(\.self)
        guard values.count == items.count else { throw cancelled }
        return values
    }

    /// ``each(_:cancelled:_:)`` for what copies images.
    package func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws(CopyError) -> Value
    ) async throws(CopyError) -> [Value] {
        try await each(items, cancelled: .cancelled, work)
    }

    private static func result<Value: Sendable, Failure: Error>(
        _ work: @Sendable () async throws(Failure) -> Value
    ) async -> Result<Value, Failure> {
        do throws(Failure) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
