/// What a recording of a FreeBSD machine comes to.
struct FreeBSDDetection {
    private var draft: ReportDraft

    /// Judges on the ground of a draft's recording.
    init(_ draft: ReportDraft) {
        self.draft = draft
    }

    /// The report.
    func report() -> HostReport {
        var draft = draft
        let keys = [ProbeKey.freeBSDArchitecture, ProbeKey.toolArchitecture, ProbeKey.machine]
        let machine = ArchitectureFinding(draft.recording, keys: keys, catalog: draft.catalog)
        draft.add(machine, surest: ProbeKey.freeBSDArchitecture)
        var host = draft.host(of: machine)
        host.compat32 = draft.freeBSDCompat32()
        host.guests = draft.linuxGuests()
        draft.show("FreeBSD release", ProbeKey.freeBSDRelease)
        return draft.report(of: host)
    }
}

extension ReportDraft {
    /// Adds whether the kernel has its 32-bit part: a feature that is not built in has no sysctl.
    fileprivate mutating func freeBSDCompat32() -> Capability {
        let key = ProbeKey.freeBSDCompat32
        guard let value = recording[key] else { return .unknown }
        guard value.number == 1 else {
            add("32-bit code", "does not run: \(key) is not there", from: [key])
            return .refuted(proof: "\(key) is not there")
        }
        add("32-bit code", "runs", from: [key])
        return .proved
    }

    /// Adds whether Linux programs run: without the emulation its sysctl is not there.
    fileprivate mutating func linuxGuests() -> Capability {
        let key = ProbeKey.freeBSDLinux
        guard let value = recording[key] else { return .unknown }
        guard case .text(let release) = value else {
            add("Linux programs", "do not run: the Linux emulation is not loaded", from: [key])
            return .refuted(proof: "the Linux emulation is not loaded (\(key) is not there)")
        }
        add("Linux programs", "run, as on Linux \(release)", from: [key])
        return .proved
    }
}
