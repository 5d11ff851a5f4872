import PlatformModel

/// The version of a kernel or a system, without what somebody who built it has added to the name.
enum ReleaseRules {
    /// The version, and the parts behind it that distributions use: `6.1.0-18-cloud-amd64`, `5.15.90.1-microsoft-standard-WSL2`.
    /// A part with any other word, or with an address, is left out. `nil` without a version.
    static func kept(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let version = parts.first, isVersion(version) else { return nil }
        return ([version] + parts.dropFirst().filter(isFlavour)).joined(separator: "-")
    }

    private static func isVersion(_ part: Substring) -> Bool {
        part.utf8.first?.isDigit == true && isFlavour(part)
    }

    private static func isFlavour(_ part: Substring) -> Bool {
        !part.isEmpty && part.utf8.count <= 40 && !isAddress(part) && words(of: part).allSatisfy(isFlavourWord)
    }

    /// Whether a part may be an IPv4 address; versions with four numbers, as Microsoft's kernels have, begin with a small one.
    private static func isAddress(_ part: Substring) -> Bool {
        let numbers = part.split(separator: ".").map { Int($0) ?? 256 }
        return numbers.count >= 4 && numbers[0] > 9 && numbers.prefix(4).allSatisfy { $0 < 256 }
    }

    /// The runs of letters and of digits in a part; other characters than those between them make it one word that nothing allows.
    private static func words(of part: Substring) -> [Substring] {
        let pieces = part.split(separator: "+").flatMap { $0.split(separator: "~") }.flatMap {
            $0.split(separator: ".")
        }
        .flatMap { $0.split(separator: "_") }
        return pieces.flatMap { piece -> [Substring] in
            var words: [Substring] = []
            var rest = piece
            while let first = rest.utf8.first {
                let isDigit = first.isDigit
                let end = rest.utf8.firstIndex { $0.isDigit != isDigit } ?? rest.endIndex
                words.append(rest[..<end])
                rest = rest[end...]
            }
            return words
        }
    }

    private static func isFlavourWord(_ word: Substring) -> Bool {
        word.utf8.allSatisfy(\.isDigit) ? word.utf8.count <= 8 : flavours.contains(word.lowercased())
    }

    /// The words in the names of kernels that distributions, clouds, boards and sandboxes build.
    private static let flavours: Set<String> = [
        "aarch", "alpine", "amd", "amzn", "android", "arch", "arm", "armmp", "armv", "aws", "azure", "bpo", "chromeos",
        "cloud", "coreos", "current", "deb", "debian", "default", "edge", "el", "fc", "fips", "flatcar", "g",
        "gcp",
        "generic", "gke", "gvisor", "hardened", "hwe", "ibm", "kvm", "l", "linuxkit", "loongarch", "lowlatency",
        "lpae",
        "lts", "microsoft", "mips", "mipsel", "nvidia", "oem", "oracle", "orbstack", "p", "powerpc", "ppc", "ppcle",
        "preempt",
        "prerelease", "pve", "raspi", "rc", "release", "riscv", "rpi", "rpt", "rt", "stable", "standard", "sunxi",
        "tegra",
        "u", "uek", "v", "virt", "virtual", "vanilla", "wsl", "x", "xanmod", "zen", "le", "ubuntu", "rockchip", "rev",
        "r",
    ]
}

/// The name of a processor, as its maker writes it.
enum ProcessorNameRules {
    /// The words of the name without those that may be a name of somebody, an address or a serial number; hypervisors let
    /// their users write a name. `nil` if no word is left.
    static func kept(_ text: String) -> String? {
        let words = text.split(separator: " ")
        guard words.count <= 16 else { return nil }
        let kept = words.filter { word in
            word.utf8.allSatisfy(\.isDigit) ? word.utf8.count <= 5 : isModel(word) || isMaker(word)
        }
        return kept.isEmpty ? nil : kept.joined(separator: " ")
    }

    /// Whether a word is made of the words that makers use, apart from a few digits and punctuation: `Intel(R)`, `(v6l)`.
    private static func isMaker(_ word: Substring) -> Bool {
        word.lowercased().split { !$0.isLetter }.allSatisfy { makers.contains(String($0)) } && isBounded(word)
            && word.count(where: \.isNumber) <= 5
    }

    /// Whether a word is the number of a model: at most two unknown letters in a row, such as `i7-1165G7`, `E5-2686`.
    private static func isModel(_ word: Substring) -> Bool {
        let groups = word.split { !$0.isLetter && !$0.isNumber }
        let isShort = word.lowercased().split { !$0.isLetter }.allSatisfy {
            $0.count <= 2 || makers.contains(String($0))
        }
        return groups.count <= 2 && groups.allSatisfy { $0.count <= 6 } && isShort && isBounded(word)
            && word.contains(where: \.isNumber)
    }

    private static func isBounded(_ word: Substring) -> Bool {
        word.utf8.count <= 24 && word.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != 0x3A && $0 != 0x2F }
            && word.split(separator: ".").count <= 2
    }

    private static let makers: Set<String> = [
        "a", "ampere", "altra", "amd", "apple", "arm", "armv", "athlon", "atom", "broadcom", "cavium", "celeron",
        "centaur",
        "common",
        "compatible", "core", "cortex", "cpu", "duo", "eight", "emulator", "epyc", "extreme", "four", "fx", "genoa",
        "gen",
        "ghz", "gold", "graphics", "haswell", "hygon", "ibrs", "icelake", "intel", "kvm", "l", "loongson", "marvell",
        "mhz", "milan", "mips", "mobile", "neoverse", "nehalem", "nvidia", "opteron", "pentium", "phenom", "platinum",
        "plus", "power", "pro", "processor", "qemu", "quad", "qualcomm", "r", "radeon", "rev", "rome", "ryzen",
        "sapphirerapids",
        "sempron", "server", "sifive", "silver", "six", "skylake", "snapdragon", "snb", "technology", "threadripper",
        "thunderx", "tm", "turion", "u", "ultra", "v", "vega", "version", "via", "virtual", "virtualapple", "with", "x",
        "xeon", "zen", "zhaoxin", "kaixian", "cascadelake", "broadwell", "ivybridge", "sandybridge", "westmere",
        "conroe",
        "penryn", "dual", "bronze", "d", "e", "n", "w", "b", "lake", "rapids", "embedded",
    ]
}

/// The handlers of binfmt_misc that run programs of another architecture.
enum HandlerRules {
    /// The handlers for ELF programs and those that the tables name; others run files of other kinds and decide nothing. A
    /// handler keeps its name if the tables have it, and is numbered otherwise.
    static func kept(_ table: [String: String]) -> [String: String] {
        guard !table.isEmpty, let catalog = try? PlatformCatalog.builtIn() else { return [:] }
        var kept: [String: String] = [:]
        var unnamed = 0
        for (name, text) in table.sorted(by: { $0.key < $1.key }) {
            if name == "status" {
                kept[name] = text.hasPrefix("disabled") ? "disabled" : "enabled"
            } else if catalog.emulator(handler: name) != nil {
                kept[name] = lines(of: text, catalog)
            } else if text.split(separator: "\n").contains(where: { $0.hasPrefix("magic 7f454c46") }) {
                unnamed += 1
                kept["handler-\(unnamed)"] = lines(of: text, catalog)
            }
        }
        return kept
    }

    /// The lines that detection reads: state, interpreter, flags, offset, magic and mask.
    private static func lines(of text: String, _ catalog: PlatformCatalog) -> String {
        let kept = text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            switch (words.first, words.count) {
            case ("enabled", 1), ("disabled", 1), ("flags:", 1): return String(line)
            case ("interpreter", 2): return "interpreter \(path(words[1], catalog))"
            case ("flags:", 2): return "flags: \(words[1].filter { "POCF".contains($0) })"
            case ("offset", 2) where words[1].utf8.allSatisfy(\.isDigit): return String(line)
            case ("magic", 2), ("mask", 2): return words[1].allSatisfy(\.isHexDigit) ? String(line) : nil
            default: return nil
            }
        }
        return kept.map { $0 + "\n" }.joined()
    }

    /// The path of an interpreter in a directory of the system, otherwise only what kind of program it is.
    private static func path(_ path: String, _ catalog: PlatformCatalog) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let folder = String(path[..<slash])
        var name = String(path[slash...].drop { $0 == "/" })
        let stem = ["-static", "-binfmt-P", "-binfmt", "-user"].first { name.hasSuffix($0) }.map {
            name.dropLast($0.count)
        }
        let isKnown = catalog.emulator(handler: String(stem ?? name[...])) != nil || programs.contains(name)
        if !isKnown { name = "interpreter" }
        return (folders.contains(folder) ? folder : "/…") + "/" + name
    }

    private static let programs = ["FEXInterpreter", "FEXLoader"]
    private static let folders: Set<String> = [
        "/usr/bin", "/usr/local/bin", "/bin", "/usr/sbin", "/sbin", "/usr/lib", "/usr/libexec",
        "/usr/libexec/qemu-binfmt",
        "/run/rosetta", "/media/rosetta", "/mnt/lima-rosetta", "/run/binfmt", "/usr/lib/binfmt.d", "/usr/libexec/qemu",
    ]
}
