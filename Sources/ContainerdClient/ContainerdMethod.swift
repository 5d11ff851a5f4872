import GRPCCore

/// A method of containerd's API.
struct ContainerdMethod: Sendable {
    /// The method as gRPC names it.
    let descriptor: MethodDescriptor
    /// Its name in messages: the service and the method.
    var name: String {
        let service = descriptor.service.fullyQualifiedService.split(separator: ".").last ?? ""
        return "\(service).\(descriptor.method)"
    }

    private init(_ package: String, _ service: String, _ method: String) {
        descriptor = MethodDescriptor(
            fullyQualifiedService: "containerd.services.\(package).v1.\(service)", method: method)
    }

    static let contentInfo = ContainerdMethod("content", "Content", "Info")
    static let contentUpdate = ContainerdMethod("content", "Content", "Update")
    static let contentStatus = ContainerdMethod("content", "Content", "Status")
    static let contentWrite = ContainerdMethod("content", "Content", "Write")
    static let contentAbort = ContainerdMethod("content", "Content", "Abort")
    static let imageGet = ContainerdMethod("images", "Images", "Get")
    static let imageCreate = ContainerdMethod("images", "Images", "Create")
    static let imageUpdate = ContainerdMethod("images", "Images", "Update")
    static let leaseCreate = ContainerdMethod("leases", "Leases", "Create")
    static let leaseDelete = ContainerdMethod("leases", "Leases", "Delete")
    static let leaseList = ContainerdMethod("leases", "Leases", "List")
    static let leaseAdd = ContainerdMethod("leases", "Leases", "AddResource")
    static let namespaceGet = ContainerdMethod("namespaces", "Namespaces", "Get")
    static let plugins = ContainerdMethod("introspection", "Introspection", "Plugins")
    static let snapshotPrepare = ContainerdMethod("snapshots", "Snapshots", "Prepare")
    static let snapshotCommit = ContainerdMethod("snapshots", "Snapshots", "Commit")
    static let snapshotRemove = ContainerdMethod("snapshots", "Snapshots", "Remove")
    static let snapshotStat = ContainerdMethod("snapshots", "Snapshots", "Stat")
    static let version = ContainerdMethod("version", "Version", "Version")
}
