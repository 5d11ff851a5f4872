/// How a command shows that it gets on.
package enum ProgressStyle: Hashable, Sendable {
    /// Not at all.
    case none
    /// Repeated requests alone: for commands that fetch no layers.
    case retries
    /// Lines that stay.
    case plain
    /// Bars that are drawn anew.
    case bars(isColored: Bool)
    /// A JSON object an event.
    case json

    /// What `--progress` asks for.
    package enum Choice: String, CaseIterable, Sendable {
        /// Bars on a terminal, else lines.
        case auto
        /// Bars.
        case tty
        /// Lines.
        case plain
        /// JSON.
        case json
        /// Nothing.
        case none
    }

    /// What stderr is.
    package struct Surroundings: Sendable {
        /// Whether stderr is a terminal that obeys control sequences.
        package var isTerminal: Bool
        /// Whether colours are welcome.
        package var isColored: Bool

        /// A terminal or not, with colours or without.
        package init(isTerminal: Bool, isColored: Bool) {
            self.isTerminal = isTerminal
            self.isColored = isColored
        }
    }

    /// The style that follows from the options and from what stderr is.
    ///
    /// An explicit choice stands. `--quiet` shows nothing; nor does `--json`, unless people are watching: a program
    /// that reads stderr expects an error there, and nothing else.
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

    /// Whether every line on stderr is a JSON object, where the output options are these.
    package func isStructured(with mode: OutputMode) -> Bool {
        mode.isJSON || self == .json
    }
}
