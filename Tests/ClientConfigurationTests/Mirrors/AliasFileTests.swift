import Testing

@testable import ClientConfiguration

@Suite struct AliasFileTests {
    @Test(arguments: [
        "", "# a comment\n\n", "[aliases]\n  \"a\" = \"b.example/a\"\n\"c\"=\"d\" # why\r\n", " [aliases] \n",
    ])
    func `comments and short names say nothing of registries`(text: String) {
        #expect(AliasFile.matches(Array(text.utf8)))
    }

    @Test(arguments: [
        "[[registry]]", "unqualified-search-registries = []", "[aliases", "\"a\" = \"b", "\"a\" = 1",
        "\"a\\\"\" = \"b\"",
        "\"\"\"\n[[registry]]\n\"\"\" = \"a\"", "\"a\" = \"b\" c", "[aliases] # x\nprefix = \"a\"",
    ])
    func `everything else is read as TOML`(text: String) {
        #expect(!AliasFile.matches(Array(text.utf8)))
    }
}
