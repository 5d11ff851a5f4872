/// What `--json`, `--quiet` and `--verbose` ask for.
package struct OutputMode: Hashable, Sendable {
    /// Results and errors are JSON.
    package var isJSON: Bool
    /// Results alone are printed.
    package var isQuiet: Bool
    /// Every request is told.
    package var isVerbose: Bool

    /// The three options.
    package init(isJSON: Bool = false, isQuiet: Bool = false, isVerbose: Bool = false) {
        self.isJSON = isJSON
        self.isQuiet = isQuiet
        self.isVerbose = isVerbose
    }

    /// Which remarks are told, where stderr is read by a program or not.
    package func loudness(isStructured: Bool, isProgressJSON: Bool) -> Remarks.Loudness {
        if isQuiet { return .silent }
        if isVerbose { return .all }
        return isStructured && !isProgressJSON ? .warnings : .ordinary
    }
}
