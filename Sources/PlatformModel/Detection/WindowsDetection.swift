extension ReportDraft {
    /// Detects a Windows machine. The architecture of Windows counts, not that of this tool.
    mutating func windowsHost() -> Host {
        let machine = windowsMachine()
        add(machine, provedBy: ProbeKey.nativeMachine)
        var host = host(of: machine)
        host.platform.osVersion = windowsVersion()
        host.windowsProduct = windowsProduct()
        if let installation = recording.text(ProbeKey.windowsInstallation) {
            host.isNanoServer = installation == "Nano Server"
        }
        show("installation", ProbeKey.windowsInstallation)
        show("edition", ProbeKey.windowsEdition)
        show("release", ProbeKey.windowsRelease)
        return host
    }

    /// The architecture of Windows; a tool built for another one is emulated or 32-bit.
    private mutating func windowsMachine() -> ArchitectureFinding {
        let tool = ArchitectureFinding(
            recording, keys: [ProbeKey.toolArchitecture, ProbeKey.machine], catalog: catalog)
        guard let number = recording[ProbeKey.nativeMachine]?.bits, let machine = Int(exactly: number),
            let architecture = catalog.architecture(peMachine: machine)
        else { return tool }
        if tool.key != nil, tool.name != architecture.name {
            note(
                "this tool was built for \(tool.name) and runs on \(architecture.name); images are chosen for the latter"
            )
        }
        return ArchitectureFinding(architecture, key: ProbeKey.nativeMachine)
    }

    /// Adds `major.minor.build.revision`, or three numbers if the revision is unknown.
    private mutating func windowsVersion() -> String? {
        let key = ProbeKey.windowsVersion
        guard let numbers = recording[key]?.numbers, numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else {
            add("os.version", "unknown", from: [key], .unknown)
            return nil
        }
        let revision = recording[ProbeKey.windowsRevision]?.number.flatMap { $0 >= 0 ? $0 : nil }
        let version = (numbers + (revision.map { [$0] } ?? [])).map(String.init).joined(separator: ".")
        add("os.version", version, from: revision == nil ? [key] : [key, ProbeKey.windowsRevision])
        return version
    }

    /// Adds the product line: VER_NT_WORKSTATION, VER_NT_DOMAIN_CONTROLLER or VER_NT_SERVER.
    private mutating func windowsProduct() -> WindowsProduct? {
        let products: [Int64: WindowsProduct] = [1: .client, 2: .server, 3: .server]
        guard let product = recording[ProbeKey.windowsProduct]?.number.flatMap({ products[$0] }) else { return nil }
        add("product", product.rawValue, from: [ProbeKey.windowsProduct])
        return product
    }
}
