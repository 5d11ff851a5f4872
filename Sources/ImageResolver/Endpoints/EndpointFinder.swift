import ClientConfiguration
import ImageModel
import MirrorModel
import RegistryProtocol

/// Works out where images may be pulled from: what the options say, and the files of containerd, podman and Docker.
struct EndpointFinder: Sendable {
    private let files: MirrorFiles
    private let options: MirrorOptions
    /// The options without mirrors: nobody writes to one.
    private let targetOptions: MirrorOptions

    /// Reads nothing yet; `environment` says where the user's own files are.
    init(options: ResolverOptions, environment: ClientEnvironment) {
        files = MirrorFiles(places: MirrorPlaces(environment: environment, root: options.systemRoot))
        let isInsecure = options.insecure && options.insecureMayBePlain
        self.options = MirrorOptions(
            mirrors: options.mirrors, isMirrorOnly: options.isMirrorOnly, isPlainHTTP: options.plainHTTP,
            isInsecure: isInsecure)
        targetOptions = MirrorOptions(isPlainHTTP: options.plainHTTP, isInsecure: isInsecure)
    }

    /// The registry of an image itself, where it is written to, with what is said about it.
    func target(of reference: Reference) throws(ResolverError) -> (source: EndpointConfiguration, lookup: MirrorLookup) {
        let lookup = try lookup(for: reference, options: targetOptions)
        do throws(MirrorError) {
            let plan = try MirrorPlan(for: reference, lookup.configuration)
            if let source = plan.endpoints.last(where: { $0.kind == .upstream }) { return (source, lookup) }
            // A configuration sends those who read elsewhere.
            let plain = try MirrorPlan(for: reference, MirrorConfiguration(options: targetOptions))
            return (plain.endpoints[0], lookup)
        } catch {
            throw ResolverError(mirror: error)
        }
    }

    /// The places of an image in order, and what could not be used of the files.
    func plan(for reference: Reference) throws(ResolverError) -> (plan: MirrorPlan, lookup: MirrorLookup) {
        let lookup = try lookup(for: reference, options: options)
        do throws(MirrorError) {
            return (try MirrorPlan(for: reference, lookup.configuration), lookup)
        } catch {
            throw ResolverError(mirror: error)
        }
    }

    private func lookup(
        for reference: Reference, options: MirrorOptions
    ) throws(ResolverError) -> MirrorLookup {
        do throws(SettingFault) {
            return try files.lookup(for: reference, options: options)
        } catch {
            throw ResolverError(.malformed, error.description)
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
