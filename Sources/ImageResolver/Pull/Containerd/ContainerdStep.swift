import BinaryModel
import ContainerdClient
import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import PlatformModel

/// The content store and the snapshots of a containerd.
///
/// A lease keeps what is written until the image refers to it; the name of the image comes last. What a killed process leaves is
/// held by its lease for a day, and is not visible as an image.
actor ContainerdStep: UnpackStep {
    /// What the pull of one image has begun.
    private struct Job {
        let plan: ContainerdPlan
        let lease: String
        /// What unpacks the layers; `nil` if they are only stored.
        let snapshots: ContainerdSnapshots?
        /// The blobs that containerd has.
        let present: Set<Digest>
    }

    /// Seconds after which containerd may collect what a killed process has left, as with `ctr`.
    private static let leaseSeconds: Int64 = 86_400
    /// The label of leases with the pull that they belong to.
    private static let keyLabel = "resolve.pull"

    nonisolated let name: String
    nonisolated var storePath: String { scratch.path }
    private let scratch: ContainerdScratch
    private let target: ContainerdTarget
    private let variables: [String: String]
    private let address: ContainerdAddress
    private let namespace: String
    /// What tells this pull from others: its scratch layout has a lock, so its processes follow one another.
    private let key: String
    private let reader: LayerReader
    private let events: @Sendable (ResolverEvent) -> Void
    private var job: Job?

    /// The containerd that `target` or the environment `variables` name. The blobs of `image` are collected in `scratch`.
    init(
        _ target: ContainerdTarget, image: String, variables: [String: String], _ scratch: ContainerdScratch,
        catalog: PlatformCatalog, events: @escaping @Sendable (ResolverEvent) -> Void
    ) {
        func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        self.target = target
        self.scratch = scratch
        self.variables = variables
        address =
            (target.address ?? variable("CONTAINERD_ADDRESS")).map { ContainerdAddress($0) } ?? .standard
        namespace = target.namespace ?? variable("CONTAINERD_NAMESPACE") ?? "default"
        name = "containerd:\(namespace)"
        let pull = "\(namespace) \(scratch.path) \(image)"
        key = String((try? Digest.of(Array(pull.utf8)))?.hex.prefix(16) ?? "image")
        reader = LayerReader(names: BinaryNames(catalog), limits: .unpacking)
        self.events = events
    }

    var present: Set<Digest> { job?.present ?? [] }

    func check() async throws(ResolverError) {
        guard ContainerdTarget.isNamespace(namespace) else {
            throw ResolverError(
                .usage, "'\(Printable.escaped(namespace))' is not the name of a namespace of containerd",
                hint: "a namespace has letters, digits and, between them, '.', '_' and '-'")
        }
        try mapError(mapped, try address.check())
    }

    func begin(_ image: UnpackedImage) async throws(ResolverError) -> Bool {
        guard let name = image.name else {
            throw ResolverError(
                .usage, "the image has no name that containerd could list it by",
                hint: "name the registry and repository in the layout or archive, or pull from a registry")
        }
        let plan = try mapError(
            ResolverError.init(store:), try ContainerdPlan(image, name: name, reference: image.reference))
        try await scratch.begin()
        do throws(ResolverError) {
            job = try await connected { connection in
                let snapshotter = try await self.snapshotter(connection)
                if try await Self.isComplete(plan, snapshotter, connection) { return Job?.none }
                return try await self.begin(plan, snapshotter, connection)
            }
        } catch {
            try? await scratch.end(after: error)
            throw error
        }
        if job == nil { try await scratch.end() }
        return job != nil
    }

    func unpack(
        _ image: UnpackedImage, from store: ImageStore, _ arrivals: BlobArrivals
    ) async throws(ResolverError) {
        guard let job else { throw .interrupted }
        let events = events
        try await connected { connection in
            let leased = connection.leased(by: job.lease)
            let sending = ContainerdContent(plan: job.plan, present: job.present, store: store)
            let failure = await withTaskGroup(of: (any Error)?.self) { group in
                group.addTask { await Self.failure { try await sending.send(over: leased, arrivals) } }
                if let snapshots = job.snapshots {
                    let unpack = LayerUnpack(
                        image, store: store, events: events, skipped: snapshots.skipped)
                    group.addTask { await Self.failure { try await snapshots.run(unpack, arrivals, over: leased) } }
                }
                var failure: (any Error)?
                for await error in group {
                    guard let error else { continue }
                    // The one that was cancelled because the other failed is only interrupted.
                    if failure == nil || (failure as? ResolverError)?.kind == .interrupted { failure = error }
                    group.cancelAll()
                }
                return failure
            }
            if let failure { throw failure }
        }
    }

    func finish(_ image: UnpackedImage) async throws(ResolverError) {
        guard let job else { throw .interrupted }
        let plan = job.plan
        try await connected { connection in
            let leased = connection.leased(by: job.lease)
            for (blob, diffID) in image.layers {
                var labels = plan.labels(of: blob.digest)
                if job.snapshots != nil { labels[ContainerdPlan.uncompressedLabel] = diffID.description }
                try await Self.label(blob.digest, labels, leased)
            }
            for (descriptor, bytes) in plan.documents {
                var labels = plan.labels(of: descriptor.digest)
                if let snapshots = job.snapshots, let top = plan.chain.last,
                    descriptor.digest == image.chosen.manifest.config.digest
                {
                    labels[ContainerdPlan.snapshotLabel(snapshots.snapshotter)] = top.description
                }
                let outcome = try await leased.add(descriptor.digest, size: descriptor.size, labels: labels) {
                    Array(bytes[Int($0)..<Int($0) + $1])
                }
                if outcome == .existed { try await Self.label(descriptor.digest, labels, leased) }
            }
            try await leased.put(ContainerdImage(name: plan.name, target: plan.target))
            try await job.snapshots?.end(leased)
            try await connection.deleteLease(job.lease)
        }
        self.job = nil
        try await scratch.end()
    }

    func abandon(_ error: ResolverError) async {
        guard let job else { return }
        self.job = nil
        let (address, namespace) = (address, namespace)
        // What is left is removed even if the pull was cancelled, so this is not part of its task. The error of the pull is the
        // one to report.
        let end = Task {
            try? await ContainerdConnection.open(address, namespace: namespace) { connection in
                try await job.snapshots?.end(connection.leased(by: job.lease))
                try await connection.deleteLease(job.lease)
            }
        }
        await end.value
        try? await scratch.end(after: error)
    }
}

// MARK: - The beginning

extension ContainerdStep {
    /// The snapshotter to use; `nil` if nothing is unpacked.
    private func snapshotter(_ connection: ContainerdConnection) async throws -> String? {
        guard target.unpacks else { return nil }
        let plugins = try await connection.plugins(of: ContainerdPlugin.snapshotter)
        return try SnapshotterChoice.choose(
            named: target.snapshotter, variables["CONTAINERD_SNAPSHOTTER"],
            try await connection.namespaceLabels()[SnapshotterChoice.label], from: plugins)
    }

    /// Whether containerd has the image under its name, with all blobs, and unpacked if that is wanted.
    private static func isComplete(
        _ plan: ContainerdPlan, _ snapshotter: String?, _ connection: ContainerdConnection
    ) async throws -> Bool {
        guard try await connection.imageTarget(plan.name) == plan.target.digest.description else { return false }
        if let snapshotter, let top = plan.chain.last {
            guard try await connection.hasSnapshot(top.description, in: snapshotter) else { return false }
        }
        for descriptor in plan.documents.map(\.descriptor) + plan.blobs {
            guard try await connection.content(descriptor.digest)?.size == descriptor.size else { return false }
        }
        return true
    }

    /// Makes the lease, and lets it hold what is there already.
    private func begin(
        _ plan: ContainerdPlan, _ snapshotter: String?, _ connection: ContainerdConnection
    ) async throws -> Job {
        let lease = "resolve-\(ScratchLayout.uniqueName())"
        let expiry = CivilDate.text(unixSeconds: Int64(ProcessFacts.now()) + Self.leaseSeconds)
        let forgotten = try await connection.leases(labelled: Self.keyLabel, key)
        try await connection.createLease(
            lease, labels: [ContainerdPlan.expiryLabel: expiry, Self.keyLabel: key])
        let leased = connection.leased(by: lease)
        do {
            var present: Set<Digest> = []
            for blob in plan.blobs where try await leased.content(blob.digest)?.size == blob.size {
                try await leased.hold(.content(blob.digest))
                // It may have been collected before the lease held it.
                if try await leased.content(blob.digest)?.size == blob.size { present.insert(blob.digest) }
            }
            if let snapshotter {
                for lease in forgotten { try await ContainerdSnapshots.remove(lease, in: snapshotter, connection) }
            }
            for lease in forgotten { try await connection.deleteLease(lease) }
            var snapshots: ContainerdSnapshots?
            if let snapshotter {
                snapshots = try await ContainerdSnapshots(plan.chain, snapshotter, lease: lease, reader: reader, leased)
            }
            // The bytes of a layer that is still to be unpacked are needed here.
            if let snapshots {
                for (number, blob) in plan.layers.enumerated() where !snapshots.skipped.contains(number) {
                    present.remove(blob.digest)
                }
            }
            return Job(plan: plan, lease: lease, snapshots: snapshots, present: present)
        } catch {
            try? await connection.deleteLease(lease)
            throw error
        }
    }

    /// Sets those labels that a blob lacks.
    private static func label(
        _ digest: Digest, _ labels: [String: String], _ connection: ContainerdConnection
    ) async throws {
        let present = try await connection.content(digest)?.labels ?? [:]
        let missing = ContainerdPlan.missing(labels, in: present)
        if !missing.isEmpty { try await connection.label(digest, missing) }
    }

    private static func failure(_ work: () async throws -> Void) async -> (any Error)? {
        do {
            try await work()
            return nil
        } catch {
            return error
        }
    }

    /// Runs `body` with a connection, and makes an error of this library of whatever it throws.
    private func connected<Value: Sendable>(
        _ body: (ContainerdConnection) async throws -> Value
    ) async throws(ResolverError) -> Value {
        do {
            return try await ContainerdConnection.open(address, namespace: namespace, body)
        } catch let error as ResolverError {
            throw error
        } catch let error as ContainerdError {
            throw mapped(error)
        } catch let error as StoreError {
            throw ResolverError(store: error)
        } catch is CancellationError {
            throw .interrupted
        } catch {
            throw ResolverError(.internal, "\(name): \(error)")
        }
    }

    private nonisolated func mapped(_ error: ContainerdError) -> ResolverError { ResolverError(containerd: error) }
}

extension ResolverError {
    /// An error of containerd.
    init(containerd error: ContainerdError) {
        let sentence = error.description
        switch error {
        case .noSocket, .notRunning, .unusable:
            self.init(
                .network, sentence,
                hint: "start containerd, or name its socket with --containerd-address or CONTAINERD_ADDRESS")
        case .longPath:
            self.init(.usage, sentence)
        case .notAllowed:
            self.init(.disk, sentence, hint: "run it as root, or pipe the archive of -o - to ctr images import -")
        case .lost, .silent, .busy:
            self.init(.network, sentence, hint: "the image was not listed; run it again to resume", retryable: true)
        case .refused(_, _, let message) where message.contains("no space left"):
            self.init(.disk, sentence, hint: "free some space on the disk of containerd")
        case .unsupported: self.init(.malformed, sentence, hint: "containerd 1.6 or newer is needed")
        case .notFound, .exists, .refused: self.init(.network, sentence)
        case .cancelled: self = .interrupted
        }
    }
}
