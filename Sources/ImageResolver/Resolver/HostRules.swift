import HostProbe
import ImageModel
import PlatformModel

/// The rules by which images are chosen: what is known about platforms, the host, and what the options ask for.
public struct HostRules: Sendable {
    /// What is known about platforms.
    public let catalog: PlatformCatalog
    /// The host, with the facts behind it: this machine, or the one that the options name.
    public let hostReport: HostReport
    private let options: ResolverOptions

    /// Reads the tables, and probes the host or reads the one that the options name.
    public init(options: ResolverOptions) throws(ResolverError) {
        let catalog = try PlatformCatalog.overlaid(by: options.tables)
        if let variant = options.policy.assumedVariant { try catalog.check(assumedVariant: variant) }
        self.options = options
        self.catalog = catalog
        hostReport = try HostReport(named: options.host, catalog: catalog)
    }

    /// The platforms that the wanted host accepts, best first.
    public func acceptedPlatforms() throws(ResolverError) -> [(platform: Platform, word: AcceptanceWord)] {
        matcher(try wanted.one(options.platforms)).accepts
    }

    /// What is wanted, for the platforms that the options or a request name.
    var wanted: WantedPlatforms {
        WantedPlatforms(
            catalog: catalog, host: hostReport.host, hostOption: options.host, environment: options.environment)
    }

    /// What the user should know of a wanted host before the choice.
    func warnings(about wanted: Wanted) -> [ResolverEvent] {
        matcher(wanted).warnings.map { .warning($0) }
    }

    /// What chooses from the documents of `image`.
    func selector(_ image: String, _ source: OpenSource) -> Selector {
        Selector(
            image: image, origin: source.origin, catalog: catalog, policy: options.policy,
            allowsMismatch: options.allowMismatch)
    }

    private func matcher(_ wanted: Wanted) -> Matcher {
        Matcher(wanted: wanted, policy: options.policy, catalog: catalog)
    }
}

/// The rules of one resolver, worked out once, when they are first asked for.
actor SharedRules {
    private let options: ResolverOptions
    private var outcome: Result<HostRules, ResolverError>?

    /// Works out nothing yet.
    init(options: ResolverOptions) {
        self.options = options
    }

    /// The rules, or why there are none.
    func rules() throws(ResolverError) -> HostRules {
        if let outcome { return try outcome.get() }
        let outcome: Result<HostRules, ResolverError>
        do throws(ResolverError) {
            outcome = .success(try HostRules(options: options))
        } catch {
            outcome = .failure(error)
        }
        self.outcome = outcome
        return try outcome.get()
    }
}

extension PlatformCatalog {
    /// The built-in tables and, where `--platforms` names a folder, its tables laid over them.
    static func overlaid(by folder: String?) throws(ResolverError) -> PlatformCatalog {
        var files: [(name: String, text: String)] = []
        if let folder {
            do throws(TableFolder.Problem) {
                files = try TableFolder.tables(in: folder)
            } catch {
                throw ResolverError(.notFound, error.description)
            }
        }
        do throws(TableError) {
            return try PlatformCatalog.overlaying(files)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }

    /// Refuses a level for `--assume-variant` that no architecture has.
    func check(assumedVariant variant: String) throws(ResolverError) {
        let known = architectures.flatMap { levels(of: $0.name) }
        guard !known.contains(where: { $0.name == variant || $0.spellings.contains(variant) }) else { return }
        throw ResolverError(
            .usage, "'\(variant)' is no CPU level", hint: "for arm entries that name none: v5, v6, v7 or v8")
    }
}

extension HostReport {
    /// The host that `--host` names: a row of the table of hosts, or else a recording's file; without it, this machine.
    init(named option: String?, catalog: PlatformCatalog) throws(ResolverError) {
        let detection = HostDetection(catalog: catalog)
        guard let option else {
            self = detection.report(on: HostProbe.record())
            return
        }
        self = detection.report(on: try Self.recording(named: option, catalog: catalog))
    }

    private static func recording(named option: String, catalog: PlatformCatalog) throws(ResolverError) -> Recording {
        if let row = catalog.namedHost(option) {
            do throws(RecordingError) {
                return try row.recording()
            } catch {
                throw ResolverError(.malformed, "host '\(option)': \(error)")
            }
        }
        do throws(RecordingFileError) {
            return try HostProbe.loadRecording(option)
        } catch {
            let isName = !option.contains("/") && !option.contains(".")
            throw ResolverError(
                .malformed, isName ? "'\(option)' is neither a named host nor a recording's file" : error.description,
                hint: isName ? "named hosts: \(catalog.hostNames.joined(separator: ", "))" : nil)
        }
    }
}
