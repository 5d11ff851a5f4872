extension TransferSlots {
    /// Does `work` for each of `items`, as many at once as there are slots; the results stand in the items' order.
    ///
    /// The first failure ends the others, and is thrown.
    package func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws(CopyError) -> Value
    ) async throws(CopyError) -> [Value] {
        let outcome = await withTaskGroup(of: (Int, Result<Value, CopyError>?).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask {
                    (index, await self.run { await Self.result { () async throws(CopyError) in try await work(item) } })
                }
            }
            var values: [Value?] = Array(repeating: nil, count: items.count)
            var failure: CopyError?
            for await (index, result) in group {
                switch result {
                case .success(let value)?: values[index] = value
                case .failure(let error)? where failure == nil:
                    failure = error
                    group.cancelAll()
                case .failure, nil: break
                }
            }
            return failure.map { .failure($0) } ?? Result<[Value], CopyError>.success(values.compactMap(\.self))
        }
        let values = try outcome.get()
        guard values.count == items.count else { throw .cancelled }
        return values
    }

    private static func result<Value: Sendable>(
        _ work: @Sendable () async throws(CopyError) -> Value
    ) async -> Result<Value, CopyError> {
        do throws(CopyError) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
}
