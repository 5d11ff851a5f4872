import ContainerdClient
import ImageModel

/// The containerd that gets an image, and how.
public struct ContainerdTarget: Hashable, Sendable {
    /// The namespace; `nil` stands for `CONTAINERD_NAMESPACE`, else `default`. Kubernetes uses `k8s.io`.
    public var namespace: String?
    /// The path of the socket; `nil` stands for `CONTAINERD_ADDRESS`, else `/run/containerd/containerd.sock`.
    public var address: String?
    /// The snapshotter; `nil` stands for `CONTAINERD_SNAPSHOTTER`, else that of the namespace, else `overlayfs`.
    public var snapshotter: String?
    /// Whether the layers are unpacked; otherwise containerd does that when it creates a container.
    public var unpacks = true

    /// The containerd of this machine, and perhaps one of its namespaces.
    public init(namespace: String? = nil) {
        self.namespace = namespace
    }

    /// Whether `name` can be that of a namespace: up to 76 letters, digits, and between them `.`, `_` and `-`.
    ///
    /// containerd, pkg/identifiers/validate.go.
    public static func isNamespace(_ name: String) -> Bool {
        guard (1...76).contains(name.utf8.count) else { return false }
        return name.wholeMatch(of: /[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*/) != nil
    }
}

/// The snapshotter that unpacked layers go to.
enum SnapshotterChoice {
    /// What containerd and its clients use if nothing names another one.
    static let standard = "overlayfs"
    /// The label of a namespace that names its snapshotter.
    static let label = "containerd.io/defaults/snapshotter"

    /// The snapshotter that the user, the environment or the namespace names, in this order, or the usual one.
    ///
    /// - Throws: An error if it is none of `plugins`, or does not work.
    static func choose(
        named names: String?..., from plugins: [ContainerdPlugin]
    ) throws(ResolverError) -> String {
        let name = names.lazy.compactMap(\.self).first { !$0.isEmpty } ?? standard
        let working = plugins.filter { $0.fault == nil }.map(\.id).sorted()
        let choice = working.isEmpty ? "" : "--snapshotter takes \(working.joined(separator: ", ")); "
        let hint = choice + "--no-unpack stores the image without unpacking it"
        guard let plugin = plugins.first(where: { $0.id == name }) else {
            throw ResolverError(.usage, "containerd has no snapshotter '\(Printable.escaped(name))'", hint: hint)
        }
        if let fault = plugin.fault {
            throw ResolverError(
                .usage, "the snapshotter '\(Printable.escaped(name))' does not work here: \(Printable.escaped(fault))",
                hint: hint)
        }
        return name
    }
}
