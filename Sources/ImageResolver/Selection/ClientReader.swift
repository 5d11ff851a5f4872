import ClientModel
import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel

/// The clients that an explanation compares with.
public enum ComparedClients: Sendable {
    /// None.
    case none
    /// The newest version of every client.
    case all
    /// These, each as `NAME` or `NAME@VERSION`.
    case named([String])

    /// A client with its name as it was given.
    typealias Named = (name: String, client: Client)

    /// The clients, or the first name that is none.
    func clients(catalog: PlatformCatalog) throws(ResolverError) -> [Named] {
        let list = ClientList(catalog: catalog)
        switch self {
        case .none: return []
        case .all: return list.shown.map { ($0.name, $0) }
        case .named(let names):
            var clients: [Named] = []
            for name in names {
                let client = try mapError(
                    { (error: ClientListError) in ResolverError(.usage, "--client: \(error)") }, try list.client(name))
                clients.append((name, client))
            }
            return clients
        }
    }
}

/// Asks other clients about an image, and reads the documents that their answers depend on.
struct ClientReader: Sendable {
    let origin: any ImageOrigin
    let catalog: PlatformCatalog
    /// The most documents that are read.
    private static let reads = 64

    /// What each client would take of `root`.
    func answers(
        of clients: [ComparedClients.Named], about root: Document, host: Platform, requested: Platform?,
        compared explanation: Explanation
    ) async throws(ResolverError) -> [ExplainedClient] {
        var reading = try await Reading(root: root, by: self)
        let name = origin.reference.map { $0.name } ?? explanation.image
        func question() -> ClientQuestion {
            ClientQuestion(
                image: reading.image, host: host, requested: requested, reference: explanation.image, repository: name)
        }
        // An answer may depend on documents that are not read yet: those of the entries that it is about.
        var answers = clients.map { $0.client.answer(to: question()) }
        while let position = reading.unread(among: answers) {
            try await reading.read(position, by: self)
            answers = clients.map { $0.client.answer(to: question()) }
        }
        let decision = ClientDecision(
            chosen: explanation.chosen?.position,
            verdicts: explanation.candidates.map { ($0.position, $0.verdict) })
        return zip(clients, answers).map { client, answer in
            ExplainedClient(
                client, answer, question(),
                ClientDifference(between: decision, and: answer, to: question(), by: catalog))
        }
    }

    /// An image as far as it has been read.
    private struct Reading {
        var image: ClientImage
        private var descriptors: [Position: Descriptor] = [:]
        private var attempted: Set<Position> = []

        init(root: Document, by reader: ClientReader) async throws(ResolverError) {
            switch root.content {
            case .manifest(let manifest):
                image = .manifest(
                    ClientEntry(digest: root.digest.description, mediaType: root.mediaType, platform: nil))
                descriptors[[0]] = root.descriptor
                image.set(try await reader.document(root, manifest), at: [0])
                attempted = [[0]]
            case .index(let index):
                image = .index(try ClientIndex(root))
                add(index, at: [])
            }
        }

        /// An entry that an answer is about and that has not been read.
        func unread(among answers: [ClientAnswer]) -> Position? {
            guard attempted.count < ClientReader.reads else { return nil }
            let indexes = descriptors.keys.filter { image.entry(at: $0)?.kind == .index }
                .sorted { $0.lexicographicallyPrecedes($1) }
            let asked = answers.flatMap { [$0.chosen].compactMap(\.self) + $0.alongside }
            return (indexes + asked).first { position in
                guard !attempted.contains(position), let entry = image.entry(at: position) else { return false }
                return entry.document == .unread && descriptors[position] != nil
            }
        }

        /// Reads an entry; what is no manifest or index stays unread.
        mutating func read(_ position: Position, by reader: ClientReader) async throws(ResolverError) {
            attempted.insert(position)
            guard let descriptor = descriptors[position], position.count <= Limits.indexDepth else { return }
            do throws(ResolverError) {
                let document = try await reader.origin.document(descriptor)
                switch document.content {
                case .manifest(let manifest): image.set(try await reader.document(document, manifest), at: position)
                case .index(let index):
                    image.set(.index(try ClientIndex(document).entries), at: position)
                    add(index, at: position)
                }
            } catch {
                switch error.kind {
                case .notFound: image.set(reader.origin.holdsManifests ? .missing : .unread, at: position)
                case .malformed: return
                default: throw error
                }
            }
        }

        /// Records the descriptors of an index, whose entries the image has by now.
        private mutating func add(_ index: ImageIndex, at position: Position) {
            for (step, entry) in index.entries.enumerated() {
                guard case .sound(let descriptor) = entry else { continue }
                descriptors[position + [step]] = descriptor
            }
        }
    }

    /// What clients look at in a manifest; the config of an artifact is not read.
    private func document(
        _ document: Document, _ manifest: ImageManifest
    ) async throws(ResolverError) -> ClientEntry.Document {
        guard manifest.isImage else { return .manifest(ManifestSummary(manifest, platform: nil)) }
        let image = try await origin.image(document, manifest)
        return .manifest(ManifestSummary(manifest, platform: image.config.platform))
    }
}

extension ClientIndex {
    /// The index in a document, with a judgement on the copies that its entries hold.
    fileprivate init(_ document: Document) throws(ResolverError) {
        self = try mapError(
            { (error: ManifestError) in ResolverError(.malformed, "manifest \(document.digest): \(error)") },
            try ClientIndex(
                parsing: document.bytes, digest: document.digest.description, mediaType: document.mediaType))
        guard case .index(let index) = document.content else { return }
        for (step, entry) in index.entries.enumerated() where entries.indices.contains(step) {
            guard case .sound(let descriptor) = entry, let data = descriptor.data else { continue }
            let digest = try mapError(ResolverError.init(store:), try Digest.of(data))
            entries[step].data = digest == descriptor.digest ? .matches : .differs
        }
    }
}

extension ExplainedClient {
    /// Combines an answer with the entry that it is about.
    fileprivate init(
        _ named: ComparedClients.Named, _ answer: ClientAnswer, _ question: ClientQuestion,
        _ difference: ClientDifference?
    ) {
        let entry = answer.chosen.flatMap { question.image.entry(at: $0) }
        let digest: String? =
            switch answer.outcome {
            case .takes: entry?.digest
            case .takesIndex: question.digest
            case .fails: nil
            }
        self.init(
            name: named.name, title: named.client.title, versions: named.client.versions.description, answer: answer,
            digest: digest, platform: entry?.platform ?? entry?.manifest?.platform,
            difference: difference?.description)
    }
}
