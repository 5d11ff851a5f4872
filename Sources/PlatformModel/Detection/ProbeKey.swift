/// The keys of probes in a recording.
///
/// Other tools may write recordings with these keys too, so a key is never renamed. A new fact needs a key in this file, a
/// question in HostProbe and a line in the detection of its system.
public enum ProbeKey {
    /// The architecture that this tool was built for.
    public static let toolArchitecture = "process_arch"
    /// The machine reported by uname(2).
    public static let machine = "uname.machine"
    /// The kernel release; shown, never compared.
    public static let release = "uname.release"
    /// The size of a page of memory in bytes, from sysconf(3).
    public static let pageSize = "page_size"
    /// AT_PLATFORM of the auxiliary vector.
    public static let platform = "AT_PLATFORM"
    /// AT_HWCAP of the auxiliary vector.
    public static let capabilities = "AT_HWCAP"
    /// AT_HWCAP2 of the auxiliary vector.
    public static let capabilities2 = "AT_HWCAP2"
    /// The personality(2) of the process.
    public static let personality = "personality"
    /// The outcome of personality(PER_LINUX32).
    public static let linux32 = "personality.linux32"
    /// The outcome of running a 32-bit ELF program of the sibling architecture.
    public static let elf32 = "exec.elf32"
    /// The handlers of binfmt_misc, by name, each with the text of its file.
    public static let binaryFormats = "binfmt_misc"
    /// The values of riscv_hwprobe(2), by the number of the key.
    public static let riscvProbe = "riscv_hwprobe"

    /// The key of the /proc/cpuinfo line that begins with `name`.
    public static func processorLine(_ name: String) -> String {
        "/proc/cpuinfo " + name
    }
    /// The architecture version on an arm kernel.
    public static let processorVersion = processorLine("CPU architecture")
    /// The processor's name.
    public static let processorName = processorLine("model name")
    /// The features on an x86 kernel.
    public static let processorFlags = processorLine("flags")
    /// The features on an arm kernel.
    public static let processorFeatures = processorLine("Features")
    /// The extensions on a RISC-V kernel.
    public static let processorISA = processorLine("isa")

    /// The real processor of a Mac, also in a translated process.
    public static let appleProcessor = "hw.optional.arm64"
    /// Whether Rosetta translates this process.
    public static let translated = "sysctl.proc_translated"
    /// The name of a Mac's processor.
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
    /// The Linux release that FreeBSD emulates; missing if the emulation is not loaded.
    public static let freeBSDLinux = "compat.linux.osrelease"

    /// Major, minor and build of Windows.
    public static let windowsVersion = "RtlGetVersion"
    /// The product type: 1 client, 2 and 3 server.
    public static let windowsProduct = "RtlGetVersion.product"
    /// The revision of the Windows build.
    public static let windowsRevision = "UBR"
    /// The name of the Windows release (`22H2`).
    public static let windowsRelease = "DisplayVersion"
    /// The installation type: `Client`, `Server`, `Server Core` or `Nano Server`.
    public static let windowsInstallation = "InstallationType"
    /// The edition (`ServerDatacenter`).
    public static let windowsEdition = "EditionID"
    /// The PE machine number of Windows itself.
    public static let nativeMachine = "native_machine"
    /// The PF numbers for which IsProcessorFeaturePresent is true.
    public static let windowsFeatures = "processor_features"

    /// The value of `ia32_emulation=` in /proc/cmdline, without the rest of the line.
    public static let ia32Emulation = "/proc/cmdline ia32_emulation"
    /// The first three words of /proc/version, which identify WSL; the name of the kernel's builder is not recorded.
    public static let kernelVersion = "/proc/version"
    /// The first 20 bytes of /bin/sh, in hexadecimal.
    public static let shellHeader = "/bin/sh ELF"
}
