import ErrorMapping
import ImageModel
import PlatformModel
import RegistryClient
import Scheduling

/// Reads what an image says about the machines that it suits. Nothing of it changes the choice, and no failure ends it.
struct CompatibilityReader: Sendable {
    let origin: any ImageOrigin
    let facts: NodeFacts

    /// The most artifacts of one manifest that are read.
    private static let mostArtifacts = 8
    /// How long all requests together may take, in seconds.
    private static let seconds: Double = 5
    /// The annotation with the time of an artifact; the newest is listed first.
    private static let created = "org.opencontainers.image.created"

    /// A document that artifacts may refer to.
    private struct Subject: Sendable {
        let digest: Digest
        let position: Position?
    }

    /// What is said about the index of an explanation and about its chosen manifest.
    ///
    /// - Parameter root: the document that the explanation is about, if it is still known.
    func compatibility(of explanation: Explanation, root: Document) async -> [ExplainedCompatibility] {
        var subjects: [Subject] = []
        if let digest = explanation.indexDigest { subjects.append(Subject(digest: digest, position: nil)) }
        if let chosen = explanation.chosen, let digest = chosen.digest {
            subjects.append(Subject(digest: digest, position: chosen.position))
        }
        let hints = await hints(explanation, root)
        return await attached(to: subjects) + hints
    }

    // MARK: - Artifacts

    /// What artifacts say; the subjects are looked up at the same time.
    private func attached(to subjects: [Subject]) async -> [ExplainedCompatibility] {
        guard let sessions = origin.endpoints?.digests, !sessions.isEmpty else { return [] }
        let deadline = ContinuousClock.now + .seconds(Self.seconds)
        return await withTaskGroup(of: (Int, [ExplainedCompatibility]).self) { group in
            for (number, subject) in subjects.enumerated() {
                group.addTask { (number, await artifacts(of: subject, at: sessions, until: deadline)) }
            }
            var found: [(Int, [ExplainedCompatibility])] = []
            for await part in group { found.append(part) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func artifacts(
        of subject: Subject, at sessions: [RegistrySession], until deadline: ContinuousClock.Instant
    ) async -> [ExplainedCompatibility] {
        do throws(ResolverError) {
            let found = try await withDeadline(deadline) { () async throws(ResolverError) in
                try await read(try await listed(subject, at: sessions), of: subject)
            }
            if let found { return found }
            return [explained(.referrers, subject, note: "not done after \(Int(Self.seconds)) s")]
        } catch {
            return [explained(.referrers, subject, note: error.message)]
        }
    }

    /// The artifacts that refer to a subject, newest first, and what does not say what it is.
    ///
    /// Lists under the tag of the tag schema may have lost the types: skopeo 1.9 writes them without.
    private func listed(_ subject: Subject, at sessions: [RegistrySession]) async throws(ResolverError) -> [Descriptor]
    {
        let referrers = try await mapError(
            ResolverError.init(registry:),
            awaiting: try await sessions.inTurn { session throws(RegistryError) in
                try await session.referrers(of: subject.digest)
            })
        let artifacts = referrers.descriptors.filter {
            $0.artifactType == CompatibilitySpecification.artifactType || $0.artifactType == nil
        }
        let sorted = artifacts.enumerated().sorted { first, second in
            let times = [first, second].map { $0.element.annotations[Self.created] ?? "" }
            return times[0] == times[1] ? first.offset > second.offset : times[0] > times[1]
        }
        return sorted.prefix(Self.mostArtifacts).map(\.element)
    }

    private func read(
        _ artifacts: [Descriptor], of subject: Subject
    ) async throws(ResolverError) -> [ExplainedCompatibility] {
        var found: [ExplainedCompatibility] = []
        for artifact in artifacts {
            do throws(ResolverError) {
                guard let specification = try await specification(in: artifact) else { continue }
                let sets = specification.sets.map(facts.judgement(of:))
                found.append(explained(.artifact(artifact.digest), subject, sets))
            } catch {
                guard error.kind != .interrupted else { throw error }
                found.append(explained(.artifact(artifact.digest), subject, note: error.message))
            }
        }
        return found
    }

    /// The file of an artifact; `nil` if the manifest is that of something else.
    private func specification(in artifact: Descriptor) async throws(ResolverError) -> CompatibilitySpecification? {
        let document = try await origin.document(artifact)
        guard case .manifest(let manifest) = document.content,
            manifest.artifactType == CompatibilitySpecification.artifactType
        else {
            guard artifact.artifactType != nil else { return nil }
            throw ResolverError(.malformed, "its manifest is of another type")
        }
        guard let layer = manifest.layers.first else { throw ResolverError(.malformed, "it has no layer") }
        return try CompatibilitySpecification(parsing: try await origin.bytes(layer))
    }

    private func explained(
        _ source: ExplainedCompatibility.Source, _ subject: Subject, _ sets: [JudgedCompatibility] = [],
        note: String? = nil
    ) -> ExplainedCompatibility {
        ExplainedCompatibility(
            source: source, subject: subject.digest, position: subject.position, sets: sets, note: note)
    }

    // MARK: - Annotations and platforms

    /// What the index, the chosen entry and its manifest say by themselves.
    private func hints(_ explanation: Explanation, _ root: Document) async -> [ExplainedCompatibility] {
        var found: [ExplainedCompatibility] = []
        let chosen = explanation.chosen.flatMap { chosen in
            chosen.digest.map { Subject(digest: $0, position: chosen.position) }
        }
        // Another endpoint may have offered another index, of which only the digest is known here.
        if case .index(let index) = root.content, explanation.indexDigest == root.digest {
            found += annotated(index.annotations, Subject(digest: root.digest, position: nil))
            if let chosen, let position = chosen.position, position.count == 1 {
                found += annotated(index.annotations(at: position[0]), chosen)
                let features = CompatibilityHints.features(ofEntriesIn: root.bytes)[position[0]] ?? []
                if !features.isEmpty {
                    found.append(explained(.platformFeatures, chosen, [facts.judgement(ofFeatures: features)]))
                }
            }
        }
        if let chosen, let manifest = await manifest(of: explanation.chosen, root) {
            found += annotated(manifest.annotations, chosen)
        }
        return found
    }

    private func annotated(_ annotations: [String: String], _ subject: Subject) -> [ExplainedCompatibility] {
        CompatibilityHints.features(in: annotations).map { name, words in
            explained(.annotation(name), subject, [facts.judgement(ofFeatures: words)])
        }
    }

    /// The manifest of the chosen entry, which the choice has read.
    private func manifest(of chosen: ExplainedCandidate?, _ root: Document) async -> ImageManifest? {
        if case .manifest(let manifest) = root.content { return manifest }
        guard let chosen, let digest = chosen.digest, let size = chosen.size else { return nil }
        let descriptor = Descriptor(mediaType: chosen.mediaType ?? MediaType.ociManifest, digest: digest, size: size)
        guard let document = try? await origin.document(descriptor), case .manifest(let manifest) = document.content
        else { return nil }
        return manifest
    }
}

extension ImageIndex {
    /// The annotations of an entry; none if it is malformed.
    fileprivate func annotations(at step: Int) -> [String: String] {
        guard entries.indices.contains(step), case .sound(let entry) = entries[step] else { return [:] }
        return entry.annotations
    }
}
