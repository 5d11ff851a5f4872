import ClientConfiguration
import ProgramRunner
import RegistryProtocol
import Testing

struct HelperAnswerTests {
    private func answer(_ ending: ProgramEnding, _ output: String) throws -> HelperAnswer {
        HelperAnswer(helper: try CredentialHelper(named: "stub"), ending: ending, output: Array(output.utf8))
    }

    @Test(arguments: [
        (0, #"{"ServerURL":"a.example","Username":"me","Secret":"pw"}"#, "basic me pw"),
        (0, #"{"Username":"<token>","Secret":"it"}"#, "identity it"),
        (0, #"{"Username":"","Secret":""}"#, "none"),
        (1, "credentials not found in native keychain\n", "none"),
        (1, "Error: credentials not found in native keychain", "none"),
    ])
    func `an answer is a credential, or none`(status: Int32, output: String, expected: String) throws {
        #expect(try shown(answer(.exited(status), output).credential()) == expected)
    }

    @Test(arguments: [
        (ProgramEnding.exited(0), "", CredentialError.Problem.helperAnswer(program: "docker-credential-stub")),
        (.exited(0), "pw", .helperAnswer(program: "docker-credential-stub")),
        (.exited(0), #"{"Username":"me"}"#, .helperAnswer(program: "docker-credential-stub")),
        (.exited(2), "pw", .helperFailed(program: "docker-credential-stub", status: 2)),
        (.signalled(9), "", .helperKilled(program: "docker-credential-stub", signal: 9)),
    ])
    func `an unusable answer is an error`(
        ending: ProgramEnding,
        output: String,
        problem: CredentialError.Problem
    ) throws {
        #expect(throws: CredentialError(problem)) { _ = try answer(ending, output).credential() }
    }

    @Test(arguments: ["", "a/b", "../evil", "a b", "ü", "a\u{0}", "a;rm", String(repeating: "a", count: 101)])
    func `a name with other characters is refused`(name: String) {
        #expect(throws: CredentialError(.helperName)) { try CredentialHelper(named: name) }
    }

    @Test(arguments: ["desktop.exe", "ecr-login", "gcloud", "pass_2"])
    func `a plain name selects a program`(name: String) throws {
        #expect(try CredentialHelper(named: name).fileName == "docker-credential-" + name)
    }

    @Test func `an answer's description is redacted`() throws {
        let answer = try answer(.exited(0), #"{"Username":"me","Secret":"hush"}"#)
        #expect(!"\(answer)".contains("hush"))
    }
}
