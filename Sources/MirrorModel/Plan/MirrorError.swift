import ImageModel
import RegistryProtocol

/// Why there is nobody to ask for an image.
package enum MirrorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A configuration forbids images of that prefix.
    case blocked(prefix: String, source: SettingSource)
    /// The table that is for the image cannot be understood, or the file that it would stand in.
    case fault(SettingFault)
    /// The value of `--mirror` is no address.
    case flag(EndpointAddressError)
    /// The image has no name at the place that a configuration sends it to.
    case rewritten(ReferenceError, source: SettingSource)
    /// The registry's own address cannot be made.
    case registry(EndpointAddressError)
    /// `--mirror-only`, and no mirror of the registry is known.
    case noMirror(registry: String)
    /// No place may answer for the image's tag.
    case noneResolves(registry: String)
    /// No place may be asked for what is named by digest.
    case nonePulls(registry: String)

    /// What stands in the way, and who says so.
    package var description: String {
        switch self {
        case .blocked(let prefix, let source):
            "images of '\(Printable.escaped(prefix))' are blocked by \(source)"
        case .fault(let fault): fault.description
        case .flag(let error): "--mirror: \(error)"
        case .rewritten(let error, let source): "\(source): \(error)"
        case .registry(let error): error.description
        case .noMirror(let registry):
            "no mirror of '\(Printable.escaped(registry))' is configured, and --mirror-only forbids the registry itself"
        case .noneResolves(let registry):
            "no place for '\(Printable.escaped(registry))' may resolve tags; name the image by digest"
        case .nonePulls(let registry):
            "no place for '\(Printable.escaped(registry))' may be pulled from"
        }
    }
}
