/// What a selection vector says of its host besides the platform; what is absent is not known.
struct SelectionFacts: Sendable, Decodable {
    /// Whether the 32-bit sibling runs.
    var compat32: Bool?
    /// The architectures that emulators run, in order; naming them allows emulation.
    var emulators: [String]?
    /// The isolations that are allowed.
    var isolation: [String]?
    /// The line of Windows.
    var product: WindowsProduct?
    /// Whether `win32k.sys` is there.
    var win32k: Bool?

    /// The host of a platform with these facts.
    func host(of platform: Platform, catalog: PlatformCatalog) -> Host {
        Host(
            platform: platform,
            compat32: compat32.map { $0 ? .proved : .refuted(proof: "compat32 is false") } ?? .unknown,
            emulators: (emulators ?? []).map { name in
                let architecture = catalog.normalized(architecture: name, variant: nil).architecture
                let known = catalog.emulators.first { $0.architecture == architecture }
                return Emulator(handler: known?.handler ?? name, architecture: architecture, fixesBinary: true)
            },
            windowsProduct: product,
            isNanoServer: win32k.map { !$0 }
        )
    }

    /// What the facts allow.
    var policy: MatchPolicy {
        var policy = MatchPolicy()
        policy.emulation = emulators != nil
        policy.hyperV = isolation?.contains("hyperv") == true
        return policy
    }
}
