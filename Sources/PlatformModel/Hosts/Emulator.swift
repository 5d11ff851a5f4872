/// A program on a host that runs the code of another architecture.
public struct Emulator: Hashable, Sendable {
    /// The name under which it is registered.
    public var handler: String
    /// The architecture that it runs, by its canonical name.
    public var architecture: String
    /// Whether it works inside a container that does not hold the program (the flag F of binfmt_misc).
    public var fixesBinary: Bool
    /// A remark for readers.
    public var note: String?

    /// An emulator of these facts.
    public init(handler: String, architecture: String, fixesBinary: Bool, note: String? = nil) {
        self.handler = handler
        self.architecture = architecture
        self.fixesBinary = fixesBinary
        self.note = note
    }
}
