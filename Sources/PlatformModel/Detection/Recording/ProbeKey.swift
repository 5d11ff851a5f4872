/// The names under which the answers of probes stand in a recording.
///
/// PLATFORM-RULES section 5 lists those that other tools may write too; the last group is our own.
public enum ProbeKey {
    /// The architecture that the tool itself was built for.
    public static let toolArchitecture = "process_arch"
    /// The machine that uname(2) tells.
    public static let machine = "uname.machine"
    /// The release of the kernel; shown, never compared.
    public static let release = "uname.release"
    /// AT_PLATFORM of the auxiliary vector.
    public static let platform = "AT_PLATFORM"
    /// AT_HWCAP of the auxiliary vector.
    public static let capabilities = "AT_HWCAP"
    /// AT_HWCAP2 of the auxiliary vector.
    public static let capabilities2 = "AT_HWCAP2"
    /// The personality(2) of the process.
    public static let personality = "personality"
    /// Whether personality(PER_LINUX32) is granted.
    public static let linux32 = "personality.linux32"
    /// Whether a 32-bit ELF of the sibling architecture runs.
    public static let elf32 = "exec.elf32"
    /// The handlers of binfmt_misc, each with the text of its file.
    public static let binaryFormats = "binfmt_misc"
    /// The values of riscv_hwprobe(2), by the number of their key.
    public static let riscvProbe = "riscv_hwprobe"

    /// The line of /proc/cpuinfo that begins with `name`.
    public static func processorLine(_ name: String) -> String {
        "/proc/cpuinfo " + name
    }
    /// The architecture version that an arm kernel shows.
    public static let processorVersion = processorLine("CPU architecture")
    /// The processor's name.
    public static let processorName = processorLine("model name")
    /// The features that an x86 kernel shows.
    public static let processorFlags = processorLine("flags")
    /// The features that an arm kernel shows.
    public static let processorFeatures = processorLine("Features")
    /// The extensions that a RISC-V kernel shows.
    public static let processorISA = processorLine("isa")

    /// The true processor of a Mac, also in a translated process.
    public static let appleProcessor = "hw.optional.arm64"
    /// Whether Rosetta translates this process.
    public static let translated = "sysctl.proc_translated"
    /// What a Mac calls its processor.
    public static let appleMachine = "hw.machine"
    /// The version of macOS.
    public static let appleVersion = "kern.osproductversion"
    /// Whether Rosetta's runtime is installed.
    public static let rosetta = "rosetta_runtime"

    /// FreeBSD's name for the architecture.
    public static let freeBSDArchitecture = "hw.machine_arch"
    /// FreeBSD's release.
    public static let freeBSDRelease = "kern.osrelease"
    /// Whether FreeBSD runs 32-bit programs.
    public static let freeBSDCompat32 = "kern.features.compat_freebsd_32bit"
    /// The Linux release that FreeBSD's emulation claims; missing when it is not loaded.
    public static let freeBSDLinux = "compat.linux.osrelease"

    /// Major, minor and build of Windows.
    public static let windowsVersion = "RtlGetVersion"
    /// 1 client, 2 and 3 server.
    public static let windowsProduct = "RtlGetVersion.product"
    /// The revision of the Windows build.
    public static let windowsRevision = "UBR"
    /// The name of the Windows release (`22H2`).
    public static let windowsRelease = "DisplayVersion"
    /// `Client`, `Server`, `Server Core`, `Nano Server`.
    public static let windowsInstallation = "InstallationType"
    /// The edition (`ServerDatacenter`).
    public static let windowsEdition = "EditionID"
    /// The PE machine that Windows itself was built for.
    public static let nativeMachine = "native_machine"
    /// The PF numbers that IsProcessorFeaturePresent affirms.
    public static let windowsFeatures = "processor_features"

    /// The word after `ia32_emulation=` in /proc/cmdline, and nothing else of it.
    public static let ia32Emulation = "/proc/cmdline ia32_emulation"
    /// The first three words of /proc/version, which tell WSL; who built the kernel is not recorded.
    public static let kernelVersion = "/proc/version"
    /// Class, data and machine of the ELF header of /bin/sh, each in hexadecimal.
    public static let shellHeader = "/bin/sh ELF"
}
