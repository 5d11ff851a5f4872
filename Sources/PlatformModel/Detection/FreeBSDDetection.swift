extension ReportDraft {
    /// Detects a FreeBSD machine.
    mutating func freeBSDHost() -> Host {
        let keys = [ProbeKey.freeBSDArchitecture, ProbeKey.toolArchitecture, ProbeKey.machine]
        let machine = ArchitectureFinding(recording, keys: keys, catalog: catalog)
        add(machine, provedBy: ProbeKey.freeBSDArchitecture)
        var host = host(of: machine)
        host.compat32 = freeBSDCompat32()
        host.guests = linuxGuests()
        show("FreeBSD release", ProbeKey.freeBSDRelease)
        host.pageSize = pageSize()
        return host
    }

    /// Adds whether the kernel runs 32-bit code; a feature that is not built in has no sysctl.
    private mutating func freeBSDCompat32() -> Capability {
        let key = ProbeKey.freeBSDCompat32
        guard let value = recording[key] else { return .unknown }
        guard value.number == 1 else {
            add("32-bit code", "does not run: \(key) is absent", from: [key])
            return .refuted(proof: "\(key) is absent")
        }
        add("32-bit code", "runs", from: [key])
        return .proved
    }

    /// Adds whether Linux programs run; the sysctl exists only while the Linux emulation is loaded.
    private mutating func linuxGuests() -> Capability {
        let key = ProbeKey.freeBSDLinux
        guard let value = recording[key] else { return .unknown }
        guard case .text(let release) = value else {
            add("Linux programs", "do not run: the Linux emulation is not loaded", from: [key])
            return .refuted(proof: "the Linux emulation is not loaded (\(key) is absent)")
        }
        add("Linux programs", "run, as on Linux \(release)", from: [key])
        return .proved
    }
}
