/// Why the benchmarks ended before their end.
enum BenchmarkError: Error, Equatable, CustomStringConvertible {
    /// An argument that is not known.
    case unknownArgument(String)
    /// An argument without its value, or with a wrong one; `wanted` says what it takes.
    case wrongValue(argument: String, wanted: String)
    /// No scenario has a name that holds one of these words.
    case noScenario([String])
    /// A program is not where it should be.
    case programMissing(String)
    /// A folder has less room than the images need.
    case noRoom(folder: String, wantedMebibytes: Int, freeMebibytes: Int)
    /// A measured program ended with a status other than 0.
    case failed(contestant: String, status: Int, errors: String)
    /// A contestant ended well, and did not leave the image behind.
    case incomplete(contestant: String, found: String, wanted: String)
    /// What was to be read has another form than expected.
    case unreadable(what: String, text: String)
    /// A socket call was refused.
    case socket(call: String, code: Int32)
    /// The user has ended the benchmarks.
    case interrupted

    /// The error as one sentence.
    var description: String {
        switch self {
        case .unknownArgument(let text): "'\(text)' is no argument of the benchmarks"
        case .wrongValue(let argument, let wanted): "\(argument) takes \(wanted)"
        case .noScenario(let words): "no scenario has one of \(words.joined(separator: ", ")) in its name"
        case .programMissing(let name): "'\(name)' is not there: run 'make setup'"
        case .noRoom(let folder, let wanted, let free):
            "\(folder) has \(free) MiB free, and the images need \(wanted) MiB: give another directory"
        case .failed(let contestant, let status, let errors): "\(contestant) ended with status \(status): \(errors)"
        case .incomplete(let contestant, let found, let wanted):
            "\(contestant) left \(found), and the image has \(wanted)"
        case .unreadable(let what, let text): "\(what) is '\(text)', which cannot be read"
        case .socket(let call, let code): "\(call) was refused with error number \(code)"
        case .interrupted: "interrupted"
        }
    }
}
