import PlatformModel

/// The expected platforms of the hosts in hosts.tsv, in table order.
enum NamedHostPlatforms {
    typealias Row = (name: String, platform: String, level: LevelStatus)

    static let all: [Row] = arm + arm64 + apple + x86 + others + windows + freeBSD

    private static func proved(_ rows: KeyValuePairs<String, String>) -> [Row] {
        rows.map { ($0.key, $0.value, .proved) }
    }

    private static func unknown(_ rows: KeyValuePairs<String, String>, _ probe: String) -> [Row] {
        rows.map { ($0.key, $0.value, .unknown(probe: probe)) }
    }

    private static let arm = proved([
        "raspberry-pi-zero": "linux/arm/v6",
        "raspberry-pi-1": "linux/arm/v6",
        "raspberry-pi-2": "linux/arm/v7",
        "raspberry-pi-3": "linux/arm64",
        "raspberry-pi-3-32bit": "linux/arm/v7",
        "raspberry-pi-4": "linux/arm64",
        "raspberry-pi-4-32bit": "linux/arm/v7",
        "raspberry-pi-4-32bit-userland": "linux/arm/v8",
        "raspberry-pi-5": "linux/arm64/v8.2",
        "sheevaplug": "linux/arm/v5",
        "galaxy-s5": "linux/arm/v7",
        "jetson-tx1": "linux/arm64",
    ])

    private static let arm64 = proved([
        "graviton2": "linux/arm64/v8.2",
        // Neoverse V1 has no SB, FLAGM2, FRINT: it stays at v8.4.
        "graviton3": "linux/arm64/v8.4",
        "graviton4": "linux/arm64/v9",
        "ampere-altra": "linux/arm64/v8.2",
        // The kernel hides pointer authentication on these two: the lower level is safe.
        "ampereone": "linux/arm64/v8.2",
        "nvidia-grace": "linux/arm64/v8.2",
        // The hypervisor hides DIT.
        "github-runner-arm64": "linux/arm64/v8.3",
        "asahi-apple-m1": "linux/arm64/v8.5",
        "docker-desktop-apple-m1": "linux/arm64/v8.5",
    ])

    private static let apple = proved([
        "apple-m1": "darwin/arm64/v8.5",
        "apple-m2": "darwin/arm64/v8.5",
        "apple-m3": "darwin/arm64/v8.5",
        // macOS shows no SSBS on the M4.
        "apple-m4": "darwin/arm64/v8.4",
        "apple-m1-rosetta": "darwin/arm64/v8.5",
        "intel-mac": "darwin/amd64/v3",
    ])

    private static let x86 = proved([
        "amd64-v1": "linux/amd64",
        "amd64-v2": "linux/amd64/v2",
        "amd64-v3": "linux/amd64/v3",
        "amd64-v4": "linux/amd64/v4",
        "epyc-7763": "linux/amd64/v3",
        "xeon-gold-6336y": "linux/amd64/v4",
        "pentium-silver-n5030": "linux/amd64/v2",
        "github-runner-amd64": "linux/amd64/v3",
        "amd64-v3-qemu": "linux/amd64/v3",
        "amd64-v3-no-ia32": "linux/amd64/v3",
        "wsl2-amd64": "linux/amd64/v3",
        "wsl1-amd64": "linux/amd64/v3",
        "linux-386-on-amd64": "linux/386",
    ])

    private static let others = proved([
        "visionfive-2": "linux/riscv64",
        "hifive-unmatched": "linux/riscv64",
        "banana-pi-f3": "linux/riscv64/rva22u64",
        "power8": "linux/ppc64le",
        "power9": "linux/ppc64le/power9",
        "power10": "linux/ppc64le/power10",
        "power11": "linux/ppc64le/power11",
        "z14": "linux/s390x",
        "z15": "linux/s390x",
        "z16": "linux/s390x",
        "loongson-3a5000": "linux/loong64",
        "loongson-3a6000": "linux/loong64",
    ])

    private static let windows =
        proved([
            "windows-server-2016": "windows(10.0.14393.7159)/amd64/v3",
            "nano-server-2016": "windows(10.0.14393.7159)/amd64/v3",
            "windows-server-2019": "windows(10.0.17763.6054)/amd64/v3",
            "windows-server-2022": "windows(10.0.20348.2582)/amd64/v3",
            "windows-server-23h2": "windows(10.0.25398.1009)/amd64/v3",
            "windows-server-2025": "windows(10.0.26100.2894)/amd64/v3",
            "windows-10-22h2": "windows(10.0.19045.4651)/amd64/v3",
            "windows-11-21h2": "windows(10.0.22000.3079)/amd64/v3",
            "windows-11-22h2": "windows(10.0.22621.3880)/amd64/v3",
            "windows-11-23h2": "windows(10.0.22631.3880)/amd64/v3",
            "windows-11-24h2": "windows(10.0.26100.2894)/amd64/v3",
            "windows-11-25h2": "windows(10.0.26200.6584)/amd64/v3",
        ])
        + unknown(["windows-11-24h2-arm64": "windows(10.0.26100.2894)/arm64"], "AT_HWCAP or hw.optional.arm.FEAT_CRC32")

    private static let freeBSD =
        proved([
            "freebsd-13-amd64": "freebsd/amd64/v3",
            "freebsd-14-amd64": "freebsd/amd64/v3",
            "freebsd-14-amd64-linux": "freebsd/amd64/v3",
        ])
        + unknown(
            ["freebsd-13-arm64": "freebsd/arm64", "freebsd-14-arm64": "freebsd/arm64"],
            "AT_HWCAP or hw.optional.arm.FEAT_CRC32")
}
