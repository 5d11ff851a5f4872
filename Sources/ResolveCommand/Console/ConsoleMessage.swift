import CommandRendering
import ImageResolver

/// Something on its way to the streams.
enum ConsoleMessage: Sendable {
    /// The resolver did something, at a time in milliseconds.
    case event(ResolverEvent, at: Int64)
    /// A part of the command's result: bytes for stdout.
    case result([UInt8])
    /// An image is whole: its lines for stdout.
    case finished(FinishedImage, lines: [String])
    /// An error that does not end the command: lines for stderr.
    case failure([String])
    /// Time has passed.
    case tick(at: Int64)
}
