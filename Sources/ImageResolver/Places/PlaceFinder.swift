import ClientConfiguration
import ImageModel
import RegistryProtocol

/// Works out where images may be pulled from: what the options say, and the files of containerd, podman and Docker.
struct PlaceFinder: Sendable {
    private let files: MirrorFiles
    private let options: MirrorOptions

    /// Reads nothing yet; `environment` says where the user's own files are.
    init(options: ResolverOptions, environment: ClientEnvironment) {
        files = MirrorFiles(places: MirrorPlaces(environment: environment, root: options.systemRoot))
        self.options = MirrorOptions(
            mirrors: options.mirrors, isMirrorOnly: options.isMirrorOnly, isPlainHTTP: options.plainHTTP)
    }

    /// The places of an image in order, and what could not be used of the files.
    func plan(for reference: Reference) throws(ResolverError) -> (plan: MirrorPlan, lookup: MirrorLookup) {
        let lookup: MirrorLookup
        do throws(SettingFault) {
            lookup = try files.lookup(for: reference, options: options)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
        do throws(MirrorError) {
            return (try MirrorPlan(for: reference, lookup.configuration), lookup)
        } catch {
            throw ResolverError(mirror: error)
        }
    }
}

extension ResolverError {
    /// Why there is nobody to ask, as the command line sorts it.
    fileprivate init(mirror error: MirrorError) {
        switch error {
        case .flag, .noMirror: self.init(.usage, error.description)
        case .blocked: self.init(.credentials, error.description)
        case .fault, .rewritten, .registry: self.init(.malformed, error.description)
        case .noneResolves, .nonePulls: self.init(.notFound, error.description)
        }
    }
}
