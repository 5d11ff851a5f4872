import CHostProbe

/// Why a file could not be read.
struct FileFailure: Error, Hashable {
    /// The errno.
    let number: Int32

    /// The errno's name.
    var name: String {
        host_probe_error_name(number).map { String(cString: $0) } ?? "errno \(number)"
    }
}
