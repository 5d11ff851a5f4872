import Testing

/// A kind of real input on which the program was once wrong: a row of a table in `Tests/Fixtures/cases`.
///
/// A test carries `.userCase("P1")` for the row with that id. When it has run, it reports the id, and `make test` fails
/// when a row was not reported.
public struct UserCase: TestTrait, SuiteTrait, TestScoping {
    /// The ids of the rows, as in the first column of the tables.
    public let ids: [String]

    /// Runs the test, then reports that its rows have run.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await function()
        for id in ids { print("user case: \(id)") }
    }
}

extension Trait where Self == UserCase {
    /// The test shows the rows `ids` of the tables of user cases.
    public static func userCase(_ ids: String...) -> UserCase { UserCase(ids: ids) }
}
