import ImageModel
import MirrorModel
import RegistryProtocol
import Testing

/// What podman's `blocked` forbids: the place that is asked.
struct EndpointBlockTests {
    private static func rules(_ prefixes: [String]) throws -> [RegistryRule] {
        try prefixes.map { text in
            let isBlocked = text.utf8.first == UInt8(ascii: "!")
            let source = SettingSource.file(path: "registries.conf")
            let prefix = try RulePrefix(parsing: isBlocked ? String(text.dropFirst()) : text, source: source)
            var rule = RegistryRule(prefix: prefix, location: nil, source: source)
            rule.isBlocked = isBlocked
            return rule
        }
    }

    /// Whether the image is blocked by tables for prefixes, those that block with `!`.
    @Test(
        arguments: [
            ("r.example/app", ["!r.example"], true),
            ("r.example:5001/app", ["!r.example"], true),
            ("R.Example:5001/app", ["!r.example"], true),
            ("r.example/app", ["!r.example:5001"], false),
            ("r.example:5000/app", ["!r.example:5001"], false),
            ("r.example/app", ["!r.example:443"], true),
            ("r.example:443/app", ["!r.example"], true),
            ("r.example:5001/app", ["!r.example", "r.example:5001"], false),
            ("r.example:5001/app", ["r.example", "!r.example:5001"], true),
            ("r.example:5001/a/b", ["!r.example/a", "r.example:5001"], true),
            ("r.example:5001/a/b", ["!r.example/a", "r.example:5001/a"], false),
            ("r.example:5001/a/b", ["!r.example", "r.example/a"], false),
            ("r.example:5001/a/b", ["r.example/a", "!r.example:5001"], true),
            ("r.example/a/b", ["!r.example", "r.example/a"], false),
            ("r.example:5001/app:1", ["!r.example/app:1"], true),
            ("r.example:5001/app:2", ["!r.example/app:1"], false),
            ("sub.r.example:5001/app", ["!*.r.example"], true),
            ("sub.r.example:5001/app", ["!r.example"], false),
            ("[::1]:5000/app", ["!::1"], false),
            ("[::1]:5000/app", ["![::1]"], true),
            ("alpine", ["!docker.io"], true), ("alpine", ["!registry-1.docker.io"], true),
            ("alpine", ["!index.docker.io/library"], true), ("alpine", ["!*.docker.io"], true),
            ("registry-1.docker.io/org/app", ["!docker.io/org"], true),
            ("registry-1.docker.io:443/org/app", ["!docker.io/org"], true),
            ("alpine", ["!docker.io/org"], false), ("alpine", ["!docker.io.example"], false),
        ] as [(String, [String], Bool)])
    func `the block of a host counts for its ports, and the longest prefix decides`(
        image: String, prefixes: [String], isBlocked: Bool
    ) throws {
        guard let rules = try? Self.rules(prefixes) else {
            // An IPv6 address without brackets is no prefix.
            #expect(!isBlocked)
            return
        }
        if isBlocked {
            #expect {
                try Plans.plan(image, rules: rules)
            } throws: {
                if case .blocked? = $0 as? MirrorError { true } else { false }
            }
        } else {
            #expect(try Plans.plan(image, rules: rules).endpoints.allSatisfy { $0.block == nil })
        }
        // The same place as a mirror of another registry.
        let place = try Reference(parsing: image)
        let options = MirrorOptions(mirrors: ["https://\(place.registry)"])
        let named = "other.example/\(place.repository)" + (place.tag.map { ":\($0)" } ?? "")
        let plan = try Plans.plan(named, options, rules: rules)
        #expect(plan.endpoints.map { $0.block != nil } == [isBlocked, false])
        #expect(plan.endpointsForTags.count == (isBlocked ? 1 : 2))
    }

    @Test func `a blocked registry with mirrors stays in the plan, and is for no request`() throws {
        var rule = try Plans.rule("quay.io", mirrors: ["m.example"])
        rule.isBlocked = true
        let plan = try Plans.plan("quay.io/app", rules: [rule])
        #expect(plan.endpoints.map(\.base.host) == ["m.example", "quay.io"])
        #expect(plan.endpointsForTags.map(\.base.host) == ["m.example"])
        #expect(plan.endpointsForDigests.map(\.base.host) == ["m.example"])
        #expect(plan.blockedRegistry?.base.host == "quay.io")
        #expect(throws: MirrorError.blocked(prefix: "quay.io", source: rule.source)) {
            try MirrorPlan.target(of: Reference(parsing: "quay.io/app"), Self.configuration([rule]))
        }
    }

    @Test func `a blocked location is named with the block`() throws {
        var block = try Plans.rule("in.example")
        block.isBlocked = true
        let rules = [try Plans.rule("quay.io/org", location: "in.example/q"), block]
        let expected = EndpointBlock(prefix: "in.example", source: block.source, isOfRegistry: true)
        #expect(throws: MirrorError.blockedEndpoint(name: "in.example/q/app", expected)) {
            try Plans.plan("quay.io/org/app", rules: rules)
        }
        // The location is for pulls only, and the registry is not blocked.
        let target = try MirrorPlan.target(of: Reference(parsing: "quay.io/org/app"), Self.configuration(rules))
        #expect(target.base.host == "quay.io")
    }

    private static func configuration(_ rules: [RegistryRule]) -> MirrorConfiguration {
        var all = RegistryRules()
        all.add(rules)
        return MirrorConfiguration(rules: [all])
    }
}
