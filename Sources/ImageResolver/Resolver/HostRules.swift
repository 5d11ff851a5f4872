import ClientConfiguration
import EngineClient
import ErrorMapping
import HostProbe
import ImageModel
import PlatformModel

/// The platform tables, the host, and the options that decide which image suits the host.
public struct HostRules: Sendable {
    /// The platform tables.
    public let catalog: PlatformCatalog
    /// The host and the facts behind it: this machine, or the host that the options name.
    public let hostReport: HostReport
    /// The answers of the host's probes.
    private let recording: Recording
    private let options: ResolverOptions

    /// Loads the tables, and probes this machine or loads the host that the options name.
    public init(options: ResolverOptions) throws(ResolverError) {
        let catalog = try PlatformCatalog.overlaid(by: options.tables)
        if let variant = options.policy.assumedVariant { try catalog.check(assumedVariant: variant) }
        self.options = options
        self.catalog = catalog
        recording = try Recording(named: options.host, catalog: catalog)
        hostReport = HostDetection(catalog: catalog).report(on: recording)
    }

    /// The machines that `--host` knows by name, each with its platform, in the order of the table.
    package func namedHosts() throws(ResolverError) -> [(host: NamedHost, platform: Platform)] {
        let detection = HostDetection(catalog: catalog)
        var hosts: [(host: NamedHost, platform: Platform)] = []
        for host in catalog.hostNames.compactMap(catalog.namedHost) {
            let platform = try mapError(
                { (error: RecordingError) in ResolverError(.malformed, "host '\(host.name)': \(error)") },
                try detection.platform(of: host))
            hosts.append((host, platform))
        }
        return hosts
    }

    /// The platforms that the wanted host accepts, best first.
    public func acceptedPlatforms() throws(ResolverError) -> [(platform: Platform, reason: AcceptanceReason)] {
        matcher(try wanted.one(options.platforms)).accepts
    }

    /// Asks the container engines of this machine, and compares them with it and with one another.
    package func engines() async -> HostEngines {
        let environment = ClientEnvironment(options)
        let finder = EngineFinder(
            variables: environment.variables, homeFolder: environment.homeFolder, userID: environment.userID,
            root: options.systemRoot)
        let engines = await EngineSurvey().engines(at: finder.endpoints())
        let comparison = EngineComparison(host: hostReport.host.platform, catalog: catalog)
        return HostEngines(
            engines: engines,
            differences: comparison.differences(of: engines, defaultPlatform: finder.defaultPlatform))
    }

    /// Works out the wanted platforms from the options of a command or request.
    var wanted: WantedPlatforms {
        WantedPlatforms(
            catalog: catalog, host: hostReport.host, hostOption: options.host, environment: options.environment)
    }

    /// What is known of the features that compatibility artifacts ask for.
    var nodeFacts: NodeFacts {
        NodeFacts(recording, platform: hostReport.host.platform, catalog: catalog)
    }

    /// Warnings about a wanted host, for the user to see before the choice.
    func warnings(about wanted: Wanted) -> [ResolverEvent] {
        matcher(wanted).warnings.map { .warning($0) }
    }

    /// Chooses among the documents of `image`.
    func selector(_ image: String, _ origin: any ImageOrigin) -> Selector {
        Selector(
            image: image, origin: origin, catalog: catalog, policy: options.policy,
            allowsMismatch: options.allowMismatch)
    }

    /// The platform of the machine that `--host` names, if that machine runs images for `platform`.
    func namedHost(running platform: Platform) -> Platform? {
        guard let name = options.host else { return nil }
        let matcher = matcher(Wanted.from(host: hostReport.host, origin: .hostOption(name)))
        let judgement = matcher.judge([Candidate(platform: platform, content: .image(platform))])
        return judgement.chosen == nil ? nil : hostReport.host.platform
    }

    /// Judges manifests and configs.
    var documentRules: DocumentRules {
        DocumentRules(catalog: catalog, allowsMismatch: options.allowMismatch)
    }

    /// Ranks the entries of an index for `wanted`.
    func matcher(_ wanted: Wanted) -> Matcher {
        Matcher(wanted: wanted, policy: options.policy, catalog: catalog)
    }
}

/// The container engines of a machine.
package struct HostEngines: Sendable {
    /// The engines with their answers.
    package let engines: [Engine]
    /// Where they differ from the machine and from one another.
    package let differences: [EngineDifference]

    /// Engines that were asked.
    package init(engines: [Engine], differences: [EngineDifference]) {
        self.engines = engines
        self.differences = differences
    }
}

/// Loads the rules of a resolver on first use, and keeps them or the error.
actor CachedHostRules {
    private let options: ResolverOptions
    private var outcome: Result<HostRules, ResolverError>?

    /// Loads nothing yet.
    init(options: ResolverOptions) {
        self.options = options
    }

    /// The rules, or the error of the first attempt to load them.
    func rules() throws(ResolverError) -> HostRules {
        if let outcome { return try outcome.get() }
        do throws(ResolverError) {
            let rules = try HostRules(options: options)
            outcome = .success(rules)
            return rules
        } catch {
            outcome = .failure(error)
            throw error
        }
    }
}

extension PlatformCatalog {
    /// The built-in tables, overlaid with those in the folder of `--platforms`, if there is one.
    static func overlaid(by folder: String?) throws(ResolverError) -> PlatformCatalog {
        var files: [(name: String, text: String)] = []
        if let folder {
            files = try mapError(
                { (error: TableError) in ResolverError(.notFound, error.description) },
                try TableFolder.tables(in: folder))
        }
        return try mapError(
            { (error: TableError) in ResolverError.malformed(error) }, try PlatformCatalog.overlaying(files))
    }

    /// Refuses a level for `--assume-variant` that no architecture has.
    fileprivate func check(assumedVariant variant: String) throws(ResolverError) {
        let known = architectures.flatMap { levels(of: $0.name) }
        guard !known.contains(where: { $0.name == variant || $0.spellings.contains(variant) }) else { return }
        throw ResolverError(
            .usage, "'\(variant)' is not a CPU level", hint: "for arm entries without a variant: v5, v6, v7 or v8")
    }
}

extension Recording {
    /// The host that `--host` names, either a row of the table of hosts or the file of a recording; `nil` is this machine.
    fileprivate init(named option: String?, catalog: PlatformCatalog) throws(ResolverError) {
        self = if let option { try Self.recording(named: option, catalog: catalog) } else { HostProbe.record() }
    }

    private static func recording(named option: String, catalog: PlatformCatalog) throws(ResolverError) -> Recording {
        if let row = catalog.namedHost(option) {
            return try mapError(
                { (error: RecordingError) in ResolverError(.malformed, "host '\(option)': \(error)") },
                try row.recording())
        }
        do throws(RecordingError) {
            return try HostProbe.loadRecording(option)
        } catch {
            guard error.problem == .notFound, !option.contains("/"), !option.contains(".") else {
                throw ResolverError.malformed(error)
            }
            let near = catalog.hostName(like: option).map { "did you mean '\($0)'? " } ?? ""
            throw ResolverError(
                .usage, "--host: '\(Printable.escaped(option))' is neither a known host name nor a recording file",
                hint: "\(near)resolve host --list prints the names")
        }
    }
}
