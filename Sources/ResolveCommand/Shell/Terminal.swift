import CommandRendering

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What is known of the terminal behind stderr.
enum Terminal {
    /// The width that is taken where none can be asked for.
    private static let usualWidth = 80

    /// Whether stderr is a terminal that obeys control sequences, and likes colours.
    static func surroundings(environment: [String: String]) -> ProgressStyle.Surroundings {
        let isTerminal = isatty(StandardStream.error.descriptor) == 1 && environment["TERM"] != "dumb"
        let refusesColors = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return ProgressStyle.Surroundings(isTerminal: isTerminal, isColored: isTerminal && !refusesColors)
    }

    /// The columns that a line on stdout may take; `nil` where no terminal shows it.
    static func outputWidth() -> Int? {
        let descriptor = StandardStream.output.descriptor
        return isatty(descriptor) == 1 ? width(of: descriptor) : nil
    }

    /// The columns that a line may take now, one less than the terminal has: some break a line that is full.
    ///
    /// The corresponding C function is ioctl(2) with `TIOCGWINSZ`.
    static func width() -> Int { width(of: StandardStream.error.descriptor) }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        let answer = ioctl(descriptor, UInt(TIOCGWINSZ), &size)
        guard answer == 0, size.ws_col > 0 else { return usualWidth - 1 }
        return max(1, Int(size.ws_col) - 1)
    }
}
