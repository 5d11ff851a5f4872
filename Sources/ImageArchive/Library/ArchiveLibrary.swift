import CLibarchive

/// libarchive, which is loaded when the first archive is opened.
enum ArchiveLibrary {
    /// Loads it where that has not been done yet.
    static func load() throws(ArchiveError) {
        if let problem = resolve_archive_load() { throw .library(String(cString: problem)) }
    }

    /// Takes a result that must be ARCHIVE_OK.
    static func check(_ code: Int32, _ function: String) throws(ArchiveError) {
        guard code == ARCHIVE_OK else { throw .refused(function: function) }
    }

    /// What `handle` says of its last error.
    static func words(of handle: OpaquePointer) -> String {
        resolve_archive_error_string(handle).map { String(cString: $0) } ?? "no reason given"
    }
}
