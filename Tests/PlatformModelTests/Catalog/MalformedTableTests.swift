import Testing

@testable import PlatformModel

@Suite struct MalformedTableTests {
    private static let architectures = "name\taliases\tbits\telf\tpe\tsource\n"
    private static let levels = "architecture\tlevel\tspellings\tsteps down to\tproof\tsource\n"
    private static let siblings = "architecture\tsibling\tlevels\tprobes\tnever on\tsource\n"
    private static let systems = "name\taliases\tguests\tversion\tsource\n"
    private static let builds =
        "build\tname\tproduct\tprocess min\tprocess max\thyperv min\trevision\tsource\n"
    private static let rules = "kind\tvalue\tword\tsource\n"

    @Test(arguments: [
        ("processors.tsv", "name\n", "processors.tsv line 1 column 1: no table has this file name"),
        ("levels.tsv", "", "levels.tsv line 1 column 1: the table has no header row"),
        ("levels.tsv", "# only a comment\n\n", "levels.tsv line 1 column 1: the table has no header row"),
        (
            "emulators.tsv", "handler\tarch\tsource\n",
            "emulators.tsv line 1 column 2: 'arch' is not a column of this table"
        ),
        (
            "emulators.tsv", "handler\thandler\tsource\n", "emulators.tsv line 1 column 2: 'handler' occurs twice"
        ),
        (
            "emulators.tsv", "handler\tsource\n",
            "emulators.tsv line 1 column 3: the header has no column 'architecture'"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tsource\nqemu-x\tarm64\n",
            "emulators.tsv line 2 column 3: the row has 2 cells, not 3"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tsource\r\n\r\n# c\r\nqemu-x\tarm64\ts\tmore\r\n",
            "emulators.tsv line 4 column 4: the row has 4 cells, not 3"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tsource\nqemu-x\t-\ts\n",
            "emulators.tsv line 2 column 2 (architecture): the cell is empty"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tsource\nqemu-x\tarm64\t\n",
            "emulators.tsv line 2 column 3 (source): the cell is empty"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tsource\nqemu-x\taarch64\ts\n",
            "emulators.tsv line 2 column 2 (architecture): 'aarch64' is not a known architecture"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tlevel\tsource\nqemu-x\tarm64\tv7\ts\n",
            "emulators.tsv line 2 column 3 (level): 'v7' is not a known level of arm64"
        ),
        (
            "emulators.tsv", "handler\tarchitecture\tsource\nq\tarm\ts\nq\tarm\ts\n",
            "emulators.tsv line 3 column 1 (handler): 'q' occurs twice"
        ),
        (
            "architectures.tsv", architectures + "z80\t-\t8\t-\t-\ts\n",
            "architectures.tsv line 2 column 3 (bits): '8' is not one of '32', '64'"
        ),
        (
            "architectures.tsv", architectures + "z80\t-\t32\t220/32\t-\ts\n",
            "architectures.tsv line 2 column 4 (elf): '220/32' is not machine/class/data, such as 62/64/little"
        ),
        (
            "architectures.tsv", architectures + "z80\t-\t32\t70000/32/little\t-\ts\n",
            "architectures.tsv line 2 column 4 (elf): '70000/32/little' is not machine/class/data, such as 62/64/little"
        ),
        (
            "architectures.tsv", architectures + "z80\t-\t32\t-\t0xzz\ts\n",
            "architectures.tsv line 2 column 5 (pe): '0xzz' is not a number"
        ),
        (
            "architectures.tsv", architectures + "z80\taarch64\t32\t-\t-\ts\n",
            "architectures.tsv line 2 column 2 (aliases): 'aarch64' occurs twice"
        ),
        (
            "architectures.tsv", architectures + "z80\tz80a=v2\t32\t-\t-\ts\n",
            "architectures.tsv line 2 column 2 (aliases): 'v2' is not a known level of z80"
        ),
        (
            "levels.tsv", levels + "z80\tv1\t-\t-\t-\ts\n",
            "levels.tsv line 2 column 1 (architecture): 'z80' is not a known architecture"
        ),
        (
            "levels.tsv", levels + "s390x\tz15\t-\tz14\t-\ts\n",
            "levels.tsv line 2 column 4 (steps down to): 'z14' is not a known level of s390x"
        ),
        (
            "levels.tsv", levels + "s390x\tz15\t-\tz14\t-\ts\ns390x\tz14\t-\tz15\t-\ts\n",
            "levels.tsv line 2 column 4 (steps down to): the steps down from 'z15' lead back to it"
        ),
        (
            "levels.tsv", levels + "s390x\tz15\tz\t-\t-\ts\ns390x\tz14\tz\t-\t-\ts\n",
            "levels.tsv line 3 column 3 (spellings): 'z' occurs twice"
        ),
        (
            "levels.tsv", levels + "s390x\tz15\t-\t-\tcpuid:x\ts\n",
            "levels.tsv line 2 column 5 (proof): 'cpuid:x' is not probe:names, each probe once"
        ),
        (
            "siblings.tsv", siblings + "s390x\ts390\tz9\t-\t-\ts\n",
            "siblings.tsv line 2 column 3 (levels): 'z9' is not a known level of s390"
        ),
        (
            "siblings.tsv", siblings + "s390x\ts390\t-\t-\tbeos\ts\n",
            "siblings.tsv line 2 column 5 (never on): 'beos' is not a known operating system"
        ),
        (
            "operating-systems.tsv", systems + "beos\tmacos\t-\t-\ts\n",
            "operating-systems.tsv line 2 column 2 (aliases): 'macos' occurs twice"
        ),
        (
            "operating-systems.tsv", systems + "beos\t-\tmultics\t-\ts\n",
            "operating-systems.tsv line 2 column 3 (guests): 'multics' is not a known operating system"
        ),
        (
            "operating-systems.tsv", systems + "beos\t-\t-\tyes\ts\n",
            "operating-systems.tsv line 2 column 4 (version): 'yes' is not one of '-', 'binds'"
        ),
        (
            "windows-builds.tsv", builds + "27000++\tn\tany\thost\thost\tany\t-\ts\n",
            "windows-builds.tsv line 2 column 1 (build): '27000++' is not a build number, optionally followed by '+'"
        ),
        (
            "windows-builds.tsv", builds + "27000\tn\thome\thost\thost\tany\t-\ts\n",
            "windows-builds.tsv line 2 column 3 (product): 'home' is not one of 'client', 'server', 'any'"
        ),
        (
            "windows-builds.tsv", builds + "27000\tn\tany\t-5\thost\tany\t-\ts\n",
            "windows-builds.tsv line 2 column 4 (process min): '-5' is not a number"
        ),
        (
            "not-images.tsv", rules + "colour\tred\tartifact\ts\n",
            "not-images.tsv line 2 column 1 (kind): 'colour' is not a part of an index entry"
        ),
        (
            "not-images.tsv", rules + "os\tdos\tno\ts\n",
            "not-images.tsv line 2 column 3 (word): 'no' is not a refusal's reason code, 'image' or 'index'"
        ),
    ])
    func `an error in a table names the file, line and column`(file: String, text: String, expected: String) {
        let error = #expect(throws: TableError.self) { try PlatformCatalog.overlaying([(file, text)]) }
        #expect(error?.description == expected)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let error = #expect(throws: TableError.self) {
            try Table(file: "hosts.tsv", bytes: Array("name\tfacts\tsource\nx\t".utf8) + [0xFF, 9, 0x73], kind: .hosts)
        }
        #expect(error?.description == "hosts.tsv line 2 column 2: the file is not UTF-8 text")
    }
}
