/// The version numbers of what a store's folder holds.
enum StoreFormat {
    /// The OCI image layout's, in `oci-layout`: image-spec v1.1, image-layout.md.
    static let layoutVersion = "1.0.0"
    /// Our own, in the local store's `resolve-store`: it grows when an older program would misread a newer store.
    static let version = 1
}
