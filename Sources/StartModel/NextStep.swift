extension StartCause.Kind {
    /// A command of `resolve` that looks at a cause.
    package enum NextStep: Hashable, Sendable {
        /// `resolve why`: the program, its interpreters and its loader.
        case why
        /// `resolve check`: each platform of the image against what it holds.
        case check
        /// `resolve explain`: the entries of the image for this host.
        case explain
        /// `resolve host`: what this host runs, natively and by emulators.
        case host
    }

    /// The commands that tell whether it is this cause, the most useful first.
    package var nextSteps: [NextStep] {
        switch self {
        case .missingFile, .notInSearchPath, .missingInterpreter, .missingLoader, .foreignLoader, .brokenLoader,
            .carriageReturn, .unsplitCommand, .nestedScripts, .linkLoop, .notDirectory, .directory, .notExecutable,
            .abi,
            .noProgram, .cut, .unread, .missingLibrary, .oldLibrary, .argumentAsProgram, .joinedCommand:
            [.why]
        case .wrongLayers: [.check]
        case .architecture, .format: [.why, .check]
        case .level, .compatibility: [.why, .host]
        case .emulatorOutside, .noEmulator, .emulatorFault: [.host, .explain]
        case .system, .systemVersion, .noEntry: [.explain]
        }
    }
}
