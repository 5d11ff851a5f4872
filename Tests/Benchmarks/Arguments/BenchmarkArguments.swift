/// What the command line asks for.
struct BenchmarkArguments: Equatable {
    /// How often each contestant runs in a scenario.
    var rounds = 5
    /// Words of which one must stand in a scenario's name; none: every scenario.
    var cases: [String] = []
    /// How much of the images of files is made, in percent.
    var scale = 100
    /// Whether to run the small image once only, to see that everything works.
    var isQuick = false
    /// The folder for the report, and for what is pulled to disk.
    var output = ".bench"
    /// The folder, best in memory, for images, servers and what is pulled.
    var memory = "/dev/shm"

    /// How the arguments are used.
    static let usage = """
        usage: Benchmarks [--rounds N] [--cases WORD,WORD] [--scale PERCENT] [--quick] [--output DIR] [--memory DIR]
          --rounds N     how often each contestant runs; 5 unless given
          --cases WORDS  only scenarios with one of the words in their names, such as huge,disk
          --scale N      how much of the images of files is made, in percent; 100 unless given
          --quick        the small image, and a hundredth of that of files, one round
          --output DIR   where the report goes, and pulls to disk; .bench unless given
          --memory DIR   a directory in memory; /dev/shm unless given
        """

    /// Reads the words after the program's name.
    init(_ words: [String]) throws(BenchmarkError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--quick":
                isQuick = true
                rounds = 1
                scale = 1
            case "--rounds":
                guard let number = rest.popFirst().flatMap({ Int($0) }), (1...1000).contains(number) else {
                    throw .wrongValue(argument: word, wanted: "a number from 1 to 1000")
                }
                rounds = number
            case "--scale":
                guard let number = rest.popFirst().flatMap({ Int($0) }), (1...100).contains(number) else {
                    throw .wrongValue(argument: word, wanted: "a number from 1 to 100")
                }
                scale = number
            case "--cases":
                cases = try Self.value(of: word, in: &rest, wanted: "words").split(separator: ",").map(String.init)
            case "--output": output = try Self.value(of: word, in: &rest, wanted: "a directory")
            case "--memory": memory = try Self.value(of: word, in: &rest, wanted: "a directory")
            default: throw .unknownArgument(word)
            }
        }
    }

    private static func value(
        of argument: String, in rest: inout ArraySlice<String>, wanted: String
    ) throws(BenchmarkError) -> String {
        guard let value = rest.popFirst(), !value.isEmpty else {
            throw .wrongValue(argument: argument, wanted: wanted)
        }
        return value
    }
}
