import ImageModel
import ImageStore

/// The manifest lists that are being put together on this machine, each in a file.
struct ListStore: Sendable {
    private let folder: DocumentFolder

    /// The lists below the folder of the local store.
    init(storePath: String) {
        folder = DocumentFolder(at: "\(storePath)/manifest-lists", limit: Limits.indexBytes)
    }

    /// The list of that name; `nil` where there is none.
    func list(_ name: Reference) throws(ResolverError) -> ManifestList? {
        let bytes: [UInt8]?
        do throws(StoreError) {
            bytes = try folder.document(name.description)
        } catch {
            throw ResolverError(store: error)
        }
        guard let bytes else { return nil }
        return try list(name, bytes)
    }

    /// Every list, by name; files that are none are left out.
    func lists() throws(ResolverError) -> [ManifestList] {
        let documents: [[UInt8]]
        do throws(StoreError) {
            documents = try folder.documents()
        } catch {
            throw ResolverError(store: error)
        }
        let lists = documents.compactMap { ListDocument(parsing: $0)?.value }
        return lists.sorted { $0.name.description < $1.name.description }
    }

    /// Changes the list of that name, while nobody else does; `nil` stands for none, before and after.
    ///
    /// Where `change` throws, nothing is changed.
    func change<Answer: Sendable>(
        _ name: Reference, _ change: (inout ManifestList?) throws(ResolverError) -> Answer
    ) async throws(ResolverError) -> Answer {
        let outcome: Result<Answer, ResolverError>
        do throws(StoreError) {
            outcome = try await folder.change(name.description) { bytes in
                do throws(ResolverError) {
                    var list = try bytes.map { bytes throws(ResolverError) in try self.list(name, bytes) }
                    let answer = try change(&list)
                    bytes = list.map { ListDocument($0).encoded() }
                    return .success(answer)
                } catch {
                    return Result<Answer, ResolverError>.failure(error)
                }
            }
        } catch {
            throw ResolverError(store: error)
        }
        return try outcome.get()
    }

    /// Removes the list of that name, whatever its file holds; `false` where there is none.
    func remove(_ name: Reference) async throws(ResolverError) -> Bool {
        do throws(StoreError) {
            guard try folder.document(name.description) != nil else { return false }
            return try await folder.change(name.description) { bytes in
                defer { bytes = nil }
                return bytes != nil
            }
        } catch {
            throw ResolverError(store: error)
        }
    }

    private func list(_ name: Reference, _ bytes: [UInt8]) throws(ResolverError) -> ManifestList {
        guard let list = ListDocument(parsing: bytes)?.value, list.name == name else { throw damaged(name) }
        return list
    }

    private func damaged(_ name: Reference) -> ResolverError {
        ResolverError(
            .malformed, "the local list '\(name)' in '\(folder.path)' is damaged",
            hint: "remove it with 'resolve manifest rm \(name)', and create it again")
    }
}
