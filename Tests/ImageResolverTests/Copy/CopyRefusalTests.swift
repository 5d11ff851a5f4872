import ImageModel
import ImageResolver
import TestSupport
import Testing

struct CopyRefusalTests {
    private let image = SampleImages.sixPlatforms()

    private func failure(
        _ scene: CopyScene, _ change: (inout CopyRequest) -> Void = { _ in }
    ) async -> ResolverError? {
        do {
            try await scene.copy(change)
            return nil
        } catch {
            return error as? ResolverError
        }
    }

    @Test(.userCase("L18"))
    func `a tag that refers to something else is moved, and its old digest is reported`() async throws {
        let scene = try CopyScene(image)
        let other = SampleImages.single()
        scene.target.add(other, to: "copy/app", tags: ["1", "2"])
        let copied = try await scene.copy { $0.tags = ["2", "3"] }
        #expect(scene.held().tags == ["1": image.digest, "2": image.digest, "3": image.digest])
        #expect(scene.holds(image))
        #expect(copied.targets.map { $0.replaced?.description } == [other.digest, other.digest, nil])
        #expect(copied.targets.map(\.wasThere) == [false, false, false])
        let name = scene.target.reference("copy/app")
        let moved = scene.reported.notes.filter { $0.contains("was moved") }
        #expect(moved == ["1", "2"].map { "\(name):\($0) was moved; it referred to \(other.digest)" })
        // Now the tags refer to the image, and nothing is moved.
        #expect(try await scene.copy { $0.tags = ["2", "3"] }.targets.map(\.replaced) == [nil, nil, nil])
        #expect(scene.reported.notes.filter { $0.contains("was moved") } == moved)
    }

    @Test(
        .userCase("L18"),
        arguments: [
            (CopyRequest.ExistingTags.keep, "--keep-existing"), (.moveIfForced, "--force"),
        ])
    func `a tag that refers to something else is kept if requested, and nothing is written`(
        existing: CopyRequest.ExistingTags, option: String
    ) async throws {
        let scene = try CopyScene(image)
        let other = SampleImages.single()
        scene.target.add(other, to: "copy/app", tags: ["1"])
        let error = try #require(await failure(scene) { $0.existingTags = existing })
        #expect(error.kind == .conflict)
        #expect(error.description.hasPrefix(scene.target.reference("copy/app:1")))
        #expect(error.message.contains(other.digest) && error.message.contains(image.digest))
        #expect(error.hint?.contains(option) == true)
        #expect(!scene.target.log.contains { ["POST", "PUT", "PATCH"].contains($0.method) })
        // A tag that does not exist, or that refers to the image, is no conflict.
        try await scene.copy { request in
            request.existingTags = existing
            request.targets = [scene.target.reference("copy/app:new")]
        }
        try await scene.copy { request in
            request.existingTags = existing
            request.targets = [scene.target.reference("copy/app:new")]
            request.tags = ["newer"]
        }
        #expect(scene.held().tags == ["1": other.digest, "new": image.digest, "newer": image.digest])
    }

    @Test func `force moves a tag only where that needs force`() async throws {
        let scene = try CopyScene(image)
        scene.target.add(SampleImages.single(), to: "copy/app", tags: ["1"])
        let kept = await failure(scene) { request in
            request.existingTags = .keep
            request.isForced = true
        }
        #expect(kept?.kind == .conflict)
        try await scene.copy { request in
            request.existingTags = .moveIfForced
            request.isForced = true
        }
        #expect(scene.held().tags == ["1": image.digest])
        #expect(scene.holds(image))
    }

    // Some registries answer HEAD with 404 although they have the manifest.
    @Test func `a tag is kept even if the registry handles HEAD badly`() async throws {
        let scene = try CopyScene(image)
        scene.target.add(SampleImages.single(), to: "copy/app", tags: ["1"])
        scene.target.misbehave(on: .matching("/manifests/"), method: "HEAD", .status(404))
        #expect(await failure(scene) { $0.existingTags = .keep }?.kind == .conflict)
    }

    @Test func `one conflicting tag of several stops the copy`() async throws {
        let scene = try CopyScene(image)
        scene.target.add(SampleImages.single(), to: "copy/app", tags: ["2"])
        let error = await failure(scene) { request in
            request.tags = ["2"]
            request.existingTags = .keep
        }
        #expect(error?.kind == .conflict)
        #expect(scene.held().tags["1"] == nil)
    }

    @Test(arguments: [
        ("A B", ResolverError.Kind.malformed), ("oci:out", .usage), ("http://x/y", .malformed),
        ("127.0.0.1:1/app@sha256:" + String(repeating: "0", count: 64), .network),
    ])
    func `an invalid name is refused`(name: String, kind: ResolverError.Kind) async throws {
        let scene = try CopyScene(image)
        #expect(await failure(scene) { $0.targets = [name] }?.kind == kind)
        #expect(await failure(scene) { $0.tags = ["a b"] }?.kind == .malformed)
    }

    @Test func `a digest in the name must be that of the copy`() async throws {
        let scene = try CopyScene(image)
        let wrong = "sha256:" + String(repeating: "0", count: 64)
        let error = await failure(scene) { $0.targets = [scene.target.reference("copy/app@\(wrong)")] }
        #expect(error?.kind == .usage)
        let copied = try await scene.copy { $0.targets = [scene.target.reference("copy/app@\(image.digest)")] }
        #expect(copied.targets.map(\.tag) == [nil])
        #expect(scene.holds(image))
    }

    @Test(
        arguments: [
            ("/manifests/", Fault.status(404), ResolverError.Kind.notFound),
            ("/manifests/", .status(403), .credentials),
            ("/blobs/", .status(404), .notFound), ("/blobs/", .flipped(at: 3), .integrity),
            ("/blobs/", .cut(after: 5), .network), ("/manifests/", .html, .malformed),
        ] as [(String, Fault, ResolverError.Kind)])
    func `a failing source ends the copy, and no tag is set`(
        path: String, fault: Fault, kind: ResolverError.Kind
    ) async throws {
        let scene = try CopyScene(image)
        scene.source.misbehave(on: .matching(path), method: "GET", fault)
        let error = await failure(scene)
        #expect(error?.kind == kind, "\(error?.description ?? "")")
        #expect(scene.held().tags.isEmpty)
    }

    @Test(
        arguments: [
            ("/blobs/uploads/", Fault.status(403), ResolverError.Kind.credentials),
            ("/blobs/uploads/", .status(500), .network), ("/manifests/", .status(413), .malformed),
        ] as [(String, Fault, ResolverError.Kind)])
    func `a failing target ends the copy, and is named`(
        path: String, fault: Fault, kind: ResolverError.Kind
    ) async throws {
        let scene = try CopyScene(image)
        for method in ["POST", "PUT", "PATCH"] { scene.target.misbehave(on: .matching(path), method: method, fault) }
        let error = try #require(await failure(scene))
        #expect(error.kind == kind, "\(error.description)")
        #expect(error.registry == scene.target.authority)
        #expect(scene.held().tags.isEmpty)
    }

    @Test func `a layout cannot be the source of a copy`() async throws {
        let error = await failure(try CopyScene(image)) { $0.source = "oci:here" }
        #expect(error?.kind == .usage)
        #expect(error?.hint?.contains("resolve push") == true)
    }
}
