import HostProbe
import PlatformModel

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
