import TestSupport
import Testing

@testable import CommandRendering

struct CommandOptionsTests {
    /// The description of a command with two flags, of which one has a short name, and an option.
    private static let description = """
        {"command":{"arguments":[
        {"kind":"positional","valueName":"list"},
        {"kind":"flag","names":[{"kind":"short","name":"p"},{"kind":"long","name":"purge"}]},
        {"kind":"flag","names":[{"kind":"long","name":"insecure"}]},
        {"kind":"option","names":[{"kind":"short","name":"t"},{"kind":"long","name":"tag"}]}],
        "commandName":"push"}}
        """

    private func options() throws -> CommandOptions {
        try #require(CommandOptions(description: Self.description))
    }

    @Test(
        .userCase("L16"),
        arguments: [
            ("push a --purge=true", "push a --purge"), ("push --purge=false a", "push a"),
            ("push --purge=1 a --insecure=F", "push --purge a"), ("push a -p=true", "push a -p"),
            ("push a --purge=TRUE --insecure=True", "push a --purge --insecure"),
            // The last occurrence decides, whichever name it has.
            ("push --purge a --purge=false", "push a"), ("push -p=false a --purge", "push a --purge"),
            ("push --purge a --purge", "push --purge a --purge"),
            // Not a flag, not a value of one, or not an option.
            ("push a --tag=true", "push a --tag=true"), ("push a --purge=maybe", "push a --purge=maybe"),
            ("push a --unknown=true", "push a --unknown=true"), ("push -- --purge=true", "push -- --purge=true"),
            ("push a purge=true", "push a purge=true"),
        ])
    func `a flag with a value is present or absent`(typed: String, read: String) throws {
        let arguments = typed.split(separator: " ").map(String.init)
        #expect(try options().withoutFlagValues(arguments).joined(separator: " ") == read)
        if typed != read { #expect(CommandOptions.mayGiveFlagValues(arguments) || typed.contains("--purge a --purge")) }
    }

    @Test(arguments: [
        ("push a --tag -1", "push a --tag=-1"), ("push --tag -1.5 a", "push --tag=-1.5 a"),
        ("push a --purge -1", "push a --purge -1"), ("push -1", "push -1"), ("push -t -1", "push -t -1"),
        ("push -- --tag -1", "push -- --tag -1"), ("push --tag -x", "push --tag -x"),
        ("push --tag - a", "push --tag - a"),
    ])
    func `a negative number is the value of the option before it`(typed: String, read: String) throws {
        let arguments = typed.split(separator: " ").map(String.init)
        #expect(try options().joiningNegativeValues(arguments).joined(separator: " ") == read)
        if typed != read { #expect(CommandOptions.mayGiveNegativeValues(arguments)) }
    }

    @Test(.userCase("L16"), arguments: ["pull a", "pull a --tag=x", "pull -- --purge=true", "pull a=true"])
    func `other command lines are read without a look at the options`(typed: String) {
        #expect(!CommandOptions.mayGiveFlagValues(typed.split(separator: " ").map(String.init)))
    }

    @Test(
        .userCase("L14"),
        arguments: [
            ("push --source a -g rg", "--source", nil), ("push -g rg", "-g", nil),
            ("push --purg a", "--purg", "--purge"),
            ("push --tga=x", "--tga", "--tag"),
            ("push a -t x --tag=y -p --purge", nil, nil), ("push - a --help", nil, nil), ("push -- --source", nil, nil),
            ("push -pt x", nil, nil),
        ] as [(String, String?, String?)])
    func `the first option that the command does not have is found`(typed: String, option: String?, near: String?)
        throws
    {
        let found = try options().unknown(in: typed.split(separator: " ").map(String.init))
        #expect(found?.option == option)
        #expect(found?.near == near)
    }

    @Test(.userCase("L14"), arguments: ["", "{}", "[]", #"{"command":{}}"#])
    func `what is no description has no options`(text: String) {
        #expect(CommandOptions(description: text) == nil)
    }
}
