/// Judges recordings: what a machine is, and what it runs.
///
/// It asks nothing itself, so that the recording of a machine far away is judged like that of this one.
public struct HostDetection: Sendable {
    private let catalog: PlatformCatalog

    /// Judges by what a catalog knows.
    public init(catalog: PlatformCatalog) {
        self.catalog = catalog
    }

    /// The host that a recording shows, with the facts behind it.
    ///
    /// Every recording gives a report: what it does not tell, or tells in a form that is not known, is an unknown fact.
    public func report(on recording: Recording) -> HostReport {
        var recording = recording
        recording.os = catalog.operatingSystem(named: recording.os)?.name ?? recording.os.lowercased()
        let draft = ReportDraft(recording, catalog: catalog, features: catalog.cpuFeatures)
        switch recording.os {
        case "linux": return LinuxDetection(draft).report()
        case "darwin": return DarwinDetection(draft).report()
        case "freebsd": return FreeBSDDetection(draft).report()
        case "windows": return WindowsDetection(draft).report()
        default: return OtherDetection(draft).report()
        }
    }
}
