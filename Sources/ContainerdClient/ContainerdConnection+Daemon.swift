import ImageModel
import SwiftProtobuf

/// A plugin of containerd, such as a snapshotter.
package struct ContainerdPlugin: Hashable, Sendable {
    /// The kind, as `io.containerd.snapshotter.v1`.
    package let type: String
    /// The name, as `overlayfs`.
    package let id: String
    /// Why it does not work; `nil` if it works.
    package let fault: String?

    package init(type: String, id: String, fault: String? = nil) {
        self.type = type
        self.id = id
        self.fault = fault
    }

    /// The kind of snapshotters.
    package static let snapshotter = "io.containerd.snapshotter.v1"
}

extension ContainerdConnection {
    /// The version of containerd, in its own form.
    package func version() async throws(ContainerdError) -> String {
        let answer: VersionVersionResponse = try await call(.version, Google_Protobuf_Empty())
        return answer.version
    }

    /// The plugins of one kind, those that do not work included.
    package func plugins(of type: String) async throws(ContainerdError) -> [ContainerdPlugin] {
        var request = IntrospectionPluginsRequest()
        request.filters = ["type==\(type)"]
        let answer: IntrospectionPluginsResponse = try await call(.plugins, request)
        return answer.plugins.filter { $0.type == type }
            .map { ContainerdPlugin(type: $0.type, id: $0.id, fault: $0.hasInitErr ? $0.initErr.message : nil) }
    }

    /// The labels of the namespace: none if it does not exist yet, as its first use makes it.
    package func namespaceLabels() async throws(ContainerdError) -> [String: String] {
        var request = NamespacesGetNamespaceRequest()
        request.name = namespace
        do {
            let answer: NamespacesGetNamespaceResponse = try await call(.namespaceGet, request)
            return answer.namespace.labels
        } catch .notFound {
            return [:]
        }
    }

    /// Makes a lease. containerd keeps what it holds until it is deleted, or until the time that its labels tell.
    package func createLease(_ id: String, labels: [String: String]) async throws(ContainerdError) {
        var request = LeasesCreateRequest()
        request.id = id
        request.labels = labels
        let _: LeasesCreateResponse = try await call(.leaseCreate, request)
    }

    /// Deletes a lease; what nothing else holds is collected.
    package func deleteLease(_ id: String) async throws(ContainerdError) {
        var request = LeasesDeleteRequest()
        request.id = id
        do {
            let _: Google_Protobuf_Empty = try await call(.leaseDelete, request)
        } catch .notFound {
            return
        }
    }

    /// The leases with this label.
    package func leases(labelled key: String, _ value: String) async throws(ContainerdError) -> [String] {
        var request = LeasesListRequest()
        request.filters = ["labels.\"\(key)\"==\(value)"]
        let answer: LeasesListResponse = try await call(.leaseList, request)
        return answer.leases.map(\.id)
    }

    /// Lets the lease of this connection hold something, whether or not it exists yet.
    package func hold(_ resource: LeasedResource) async throws(ContainerdError) {
        guard let lease else { return }
        var request = LeasesAddResourceRequest()
        request.id = lease
        switch resource {
        case .content(let digest):
            request.resource.id = digest.description
            request.resource.type = "content"
        case .snapshot(let name, let snapshotter):
            request.resource.id = name
            request.resource.type = "snapshots/\(snapshotter)"
        }
        let _: Google_Protobuf_Empty = try await call(.leaseAdd, request)
    }
}

/// What a lease keeps.
package enum LeasedResource: Hashable, Sendable {
    /// A blob.
    case content(Digest)
    /// A snapshot of a snapshotter.
    case snapshot(String, in: String)
}
