import ContainerdClient
import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient

/// Sends the blobs of an image to containerd, each when it has arrived in the store.
struct ContainerdContent: Sendable {
    /// More at once would be no faster: containerd hashes and writes them one by one.
    private static let mostAtOnce = 2

    let plan: ContainerdPlan
    /// The blobs that containerd has.
    let present: Set<Digest>
    let store: ImageStore

    /// Sends the blobs that containerd does not have.
    func send(over connection: ContainerdConnection, _ arrivals: BlobArrivals) async throws(ResolverError) {
        let slots = TransferSlots(count: Self.mostAtOnce)
        let blobs = plan.blobs.filter { !present.contains($0.digest) }
        let failure = await withTaskGroup(of: Result<Void, ResolverError>.self) { group in
            for blob in blobs {
                group.addTask {
                    guard await arrivals.has(blob.digest) else { return .failure(.interrupted) }
                    return await slots.run {
                        await outcome { () async throws(ResolverError) in try await send(blob, over: connection) }
                    } ?? .failure(.interrupted)
                }
            }
            for await result in group {
                guard case .failure(let error) = result else { continue }
                group.cancelAll()
                return ResolverError?.some(error)
            }
            return nil
        }
        if let failure { throw failure }
    }

    private func send(_ blob: Descriptor, over connection: ContainerdConnection) async throws(ResolverError) {
        do {
            let file = BlobFile(try SpanFile(store.span(of: blob.digest, size: blob.size)))
            _ = try await connection.add(blob.digest, size: blob.size, labels: plan.labels(of: blob.digest)) {
                offset, count in
                try await DiskExecutor.run { () async throws(StoreError) in try file.bytes(at: offset, count: count) }
            }
        } catch let error as StoreError {
            throw ResolverError(store: error)
        } catch let error as ContainerdError {
            throw ResolverError(containerd: error)
        } catch {
            throw Task.isCancelled ? .interrupted : ResolverError(.internal, "\(error)")
        }
    }
}

/// The file of a blob, open for reading.
private final class BlobFile: Sendable {
    private let file: SpanFile

    init(_ file: consuming SpanFile) {
        self.file = file
    }

    /// `count` bytes from `offset` on, or fewer; at least one.
    func bytes(at offset: Int64, count: Int) throws(StoreError) -> [UInt8] {
        var failure: StoreError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(StoreError) {
                initialized = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        guard !bytes.isEmpty else {
            throw .wrongSize(path: file.span.path, expected: file.span.size, actual: offset)
        }
        return bytes
    }
}
