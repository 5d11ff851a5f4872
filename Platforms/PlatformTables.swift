/// The tables of this folder, as they were when the program was built.
///
/// Their bytes are part of the program: nothing is read at run time. Each table has a header row, tabs between its
/// columns, and `-` in an empty cell; the last column names the source of the row. The columns that do not explain
/// themselves:
///
/// - `architectures.tsv`. `name`: Go's GOARCH. `aliases`: other names, with `=level` where a name implies a CPU level.
///   `elf`: machine/class/data of ELF files. `pe`: the machine number of PE files. `baseline`: the level that an empty
///   variant means. `baseline written`: `never` (the name alone is the only spelling), `when given` (kept in a
///   specifier, left out of the normal form) or `always`. `unproved`: what runs on a host whose level is not known: the
///   `baseline`, or only an entry of `exact`ly the host's own spelling.
/// - `levels.tsv`. `steps down to`: the next levels that such a CPU runs, the preferred one first; the whole ladder
///   follows from them. `proof`: groups `probe:names` with `;` between them. A level counts as proved when all names of
///   `cpuflags` (x86), `hwcap` and `hwcap2` (arm64), `feat` (arm64 on macOS) or `isa` (riscv64) show, for it and for
///   the levels below; one name of `platform` (AT_PLATFORM), `uname` or `cpuinfo` (`CPU architecture`) says the level
///   outright. A level `vN` stands for every number without a row of its own.
/// - `siblings.tsv`. `levels`: the sibling's levels that run, the preferred one first. `probes`: the keys of a recording
///   that prove or refute it. `never on`: systems where it does not run, whatever the CPU.
/// - `operating-systems.tsv`. `guests`: systems whose images run as guests. `version`: `binds` where `os.version`
///   decides whether an image runs. `features`: what every host has that is not proved to lack it.
/// - `windows-builds.tsv`. A host of this build runs containers from `process min` to `process max` with process
///   isolation, and from `hyperv min` up to its own build with Hyper-V isolation. A build `N+` stands for it and all
///   later ones without a row of their own; `host` is the host's own build. `revision`: `equal first`, where an image
///   of the host's own revision goes before others.
/// - `emulators.tsv`. `level`: the highest CPU level that the emulator surely runs, where that is above the baseline.
/// - `not-images.tsv`. `word`: why an entry of that value is never a candidate, or `image` or `index`. `*` stands for
///   every value without a row of its own. An artifact type is also the media type of a manifest's config.
/// - `cpu-features.tsv`. Where each feature of the proofs in `levels.tsv` shows. `order`: 2 counts only where nothing of
///   order 1 was recorded. `bit`: of a register, a PF number, or the word that means the feature; `*`: every other word
///   is its own feature. `needs`: the feature counts only beside these.
/// - `hosts.tsv`. `facts`: what the machine answers to the probes, a recording's JSON in one line.
package enum PlatformTables {
    /// Every table, by its file name.
    package static var all: [(name: String, bytes: [UInt8])] {
        [
            ("architectures.tsv", PackageResources.architectures_tsv),
            ("levels.tsv", PackageResources.levels_tsv),
            ("siblings.tsv", PackageResources.siblings_tsv),
            ("operating-systems.tsv", PackageResources.operating_systems_tsv),
            ("windows-builds.tsv", PackageResources.windows_builds_tsv),
            ("emulators.tsv", PackageResources.emulators_tsv),
            ("not-images.tsv", PackageResources.not_images_tsv),
            ("cpu-features.tsv", PackageResources.cpu_features_tsv),
            ("hosts.tsv", PackageResources.hosts_tsv),
        ]
    }
}
