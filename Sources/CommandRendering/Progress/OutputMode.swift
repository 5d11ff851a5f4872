/// The values of `--json`, `--quiet` and `--verbose`.
package struct OutputMode: Hashable, Sendable {
    /// Whether results and errors are printed as JSON.
    package var isJSON: Bool
    /// Whether only results are printed.
    package var isQuiet: Bool
    /// Whether every request is printed.
    package var isVerbose: Bool

    /// The mode that these options select.
    package init(isJSON: Bool = false, isQuiet: Bool = false, isVerbose: Bool = false) {
        self.isJSON = isJSON
        self.isQuiet = isQuiet
        self.isVerbose = isVerbose
    }

    /// Which messages are shown with `style`.
    package func verbosity(with style: ProgressStyle) -> Verbosity {
        if isQuiet { return .silent }
        if isVerbose { return .requests }
        return isJSON && style != .json ? .warnings : .notes
    }
}

/// Which messages are shown on stderr besides progress and errors; each level includes those before it.
package enum Verbosity: Int, Comparable, Sendable {
    /// None: `--quiet`.
    case silent
    /// Warnings only, for programs that read stderr.
    case warnings
    /// Warnings and notes.
    case notes
    /// Also one line per request: `--verbose`.
    case requests

    /// Whether `first` shows less than `second`.
    package static func < (first: Verbosity, second: Verbosity) -> Bool {
        first.rawValue < second.rawValue
    }
}

/// How a command shows its progress.
package enum ProgressStyle: Hashable, Sendable {
    /// Not at all.
    case none
    /// Retries only, for commands that transfer no layers.
    case retries
    /// Lines of text, for logs.
    case plain
    /// Bars that are redrawn.
    case bars(isColored: Bool)
    /// One JSON object per event.
    case json

    /// The values of `--progress`.
    package enum Choice: String, CaseIterable, Sendable {
        /// Bars on a terminal, lines of text elsewhere.
        case auto
        /// Bars.
        case tty
        /// Lines of text.
        case plain
        /// JSON.
        case json
        /// No progress.
        case none
    }

    /// What stderr is connected to.
    package struct Surroundings: Sendable {
        /// Whether stderr is a terminal that supports control sequences.
        package var isTerminal: Bool
        /// Whether colors may be used.
        package var isColored: Bool

        /// Describes stderr.
        package init(isTerminal: Bool, isColored: Bool) {
            self.isTerminal = isTerminal
            self.isColored = isColored
        }
    }

    /// Selects the style from the options and from what stderr is.
    ///
    /// An explicit choice always applies. `--quiet` shows no progress, nor does `--json` unless stderr is a terminal: a
    /// program that reads stderr expects nothing but an error.
    package init(
        _ choice: Choice, output: OutputMode, fetchesLayers: Bool, surroundings: Surroundings
    ) {
        switch choice {
        case .tty: self = .bars(isColored: surroundings.isColored)
        case .plain: self = .plain
        case .json: self = .json
        case .none: self = .none
        case .auto where output.isQuiet: self = .none
        case .auto where surroundings.isTerminal:
            self = fetchesLayers ? .bars(isColored: surroundings.isColored) : .retries
        case .auto where output.isJSON: self = .none
        case .auto: self = fetchesLayers ? .plain : .retries
        }
    }

    /// Whether every line on stderr is a JSON object.
    package func isStructured(with mode: OutputMode) -> Bool {
        mode.isJSON || self == .json
    }
}
