/// The forms of archives that hold images.
public enum ArchiveForm: String, CaseIterable, Hashable, Sendable {
    /// An OCI image layout in a tar.
    case oci = "oci-archive"
    /// What `docker save` writes.
    case docker = "docker-archive"

    /// What stands before the file in the name of a source.
    package var prefix: String { rawValue + ":" }
}
