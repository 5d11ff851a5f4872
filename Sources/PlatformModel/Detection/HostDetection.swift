/// Concludes from a recording what a machine is and what it runs.
///
/// It probes nothing itself: the recording of another machine is judged like that of this one.
public struct HostDetection: Sendable {
    private let catalog: PlatformCatalog

    /// Creates a detection that uses the data of a catalog.
    public init(catalog: PlatformCatalog) {
        self.catalog = catalog
    }

    /// The platform of a named host.
    package func platform(of host: NamedHost) throws(RecordingError) -> Platform {
        report(on: try host.recording()).host.platform
    }

    /// The host that a recording shows, with the facts behind it.
    ///
    /// Every recording gives a report; an answer that is missing or has an unknown form becomes an unknown fact.
    public func report(on recording: Recording) -> HostReport {
        var recording = recording
        recording.os = catalog.operatingSystem(named: recording.os)?.name ?? recording.os.lowercased()
        var draft = ReportDraft(recording, catalog: catalog)
        let host =
            switch recording.os {
            case "linux": draft.linuxHost()
            case "darwin": draft.darwinHost()
            case "freebsd": draft.freeBSDHost()
            case "windows": draft.windowsHost()
            default: draft.otherHost()
            }
        return draft.report(of: host)
    }
}

extension ReportDraft {
    /// A host with any other system; only its architecture is detected.
    fileprivate mutating func otherHost() -> Host {
        let keys = [ProbeKey.toolArchitecture, ProbeKey.machine]
        let machine = ArchitectureFinding(recording, keys: keys, catalog: catalog)
        add(machine, provedBy: ProbeKey.toolArchitecture)
        let host = host(of: machine)
        show("kernel release", ProbeKey.release)
        return host
    }
}
