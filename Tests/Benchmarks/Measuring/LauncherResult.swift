/// The line that the launcher writes.
struct LauncherResult: Equatable {
    /// What the program took.
    let measurement: Measurement
    /// The program's exit status; 128 and the signal's number for one that a signal ended.
    let status: Int

    /// Reads `wall user system peak status`.
    init(parsing text: String) throws(BenchmarkError) {
        let numbers = text.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
        guard numbers.count == 5 else { throw .unreadable(what: "the launcher's result", text: text) }
        measurement = Measurement(
            wallSeconds: Double(numbers[0]) / 1e9,
            processorSeconds: Double(numbers[1]) / 1e6 + Double(numbers[2]) / 1e6,
            peakKibibytes: numbers[3]
        )
        status = numbers[4]
    }
}
