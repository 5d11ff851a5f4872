/// What a recording of a Windows machine comes to.
struct WindowsDetection {
    private var draft: ReportDraft

    /// Judges on the ground of a draft's recording.
    init(_ draft: ReportDraft) {
        self.draft = draft
    }

    /// The report: Windows' own machine counts, not the tool's build.
    func report() -> HostReport {
        var draft = draft
        let machine = draft.windowsMachine()
        draft.add(machine, surest: ProbeKey.nativeMachine)
        var host = draft.host(of: machine)
        host.platform.osVersion = draft.windowsVersion()
        host.windowsProduct = draft.windowsProduct()
        if let installation = draft.recording.text(ProbeKey.windowsInstallation) {
            host.isNanoServer = installation == "Nano Server"
        }
        draft.show("installation", ProbeKey.windowsInstallation)
        draft.show("edition", ProbeKey.windowsEdition)
        draft.show("release", ProbeKey.windowsRelease)
        return draft.report(of: host)
    }
}

extension ReportDraft {
    /// The architecture of Windows itself; a tool of another one is emulated or a 32-bit one.
    fileprivate mutating func windowsMachine() -> ArchitectureFinding {
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

    /// Adds `major.minor.build.revision`; without the registry's revision, three numbers.
    fileprivate mutating func windowsVersion() -> String? {
        let key = ProbeKey.windowsVersion
        guard let numbers = recording[key]?.numbers, numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else {
            add("os.version", "not known", from: [key], .unknown)
            return nil
        }
        let revision = recording[ProbeKey.windowsRevision]?.number.flatMap { $0 >= 0 ? $0 : nil }
        let version = (numbers + (revision.map { [$0] } ?? [])).map(String.init).joined(separator: ".")
        add("os.version", version, from: revision == nil ? [key] : [key, ProbeKey.windowsRevision])
        return version
    }

    /// Adds whether it is a client or a server: VER_NT_WORKSTATION, VER_NT_DOMAIN_CONTROLLER, VER_NT_SERVER.
    fileprivate mutating func windowsProduct() -> WindowsProduct? {
        let products: [Int64: WindowsProduct] = [1: .client, 2: .server, 3: .server]
        guard let product = recording[ProbeKey.windowsProduct]?.number.flatMap({ products[$0] }) else { return nil }
        add("product", product.rawValue, from: [ProbeKey.windowsProduct])
        return product
    }
}
