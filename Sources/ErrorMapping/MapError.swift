/// Returns the value of `body`, and converts its error with `transform`.
///
/// This is the one way to turn an error of a lower floor into an error of a higher one:
/// `try mapError(ResolverError.init, try store.index())`.
@inlinable
package func mapError<Value: ~Copyable, Cause: Error, Mapped: Error>(
    _ transform: (Cause) -> Mapped, _ body: @autoclosure () throws(Cause) -> Value
) throws(Mapped) -> Value {
    do {
        return try body()
    } catch {
        throw transform(error)
    }
}

/// Does the same for an asynchronous expression: `try await mapError(ResolverError.init, awaiting: try await client.tags())`.
@inlinable
package func mapError<Value, Cause: Error, Mapped: Error>(
    _ transform: (Cause) -> Mapped, isolation: isolated (any Actor)? = #isolation,
    awaiting body: @autoclosure () async throws(Cause) -> Value
) async throws(Mapped) -> Value {
    do {
        return try await body()
    } catch {
        throw transform(error)
    }
}

/// The value or the error of `work`: `Result.init(catching:)` for work that is awaited.
package func outcome<Value: Sendable, Failure: Error>(
    _ work: @Sendable () async throws(Failure) -> Value
) async -> Result<Value, Failure> {
    do throws(Failure) {
        return .success(try await work())
    } catch {
        return .failure(error)
    }
}
