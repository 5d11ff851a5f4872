import CommandRendering
import TestSupport
import Testing

struct TextTableTests {
    @Test func `columns are aligned, and no line ends in spaces`() {
        var table = TextTable(["name", "size", "note"], rightAligned: [1])
        table.add(["a", "12 B", ""])
        table.add(["longer", "3 B", "x"])
        #expect(table.lines(indent: "  ") == ["  name    size  note", "  a       12 B", "  longer   3 B  x"])
    }

    @Test(
        .userCase("N13"),
        arguments: [
            (40, ["name  reason", "a     os      windows is not linux", "bb    exact"]),
            (20, ["name  reason", "a     os", "  windows is not", "  linux", "bb    exact"]),
            (10, ["name  rea…", "a     os", "  windows", "  is not", "  linux", "bb    exa…"]),
        ])
    func `a last column that does not fit is moved below its rows`(width: Int, lines: [String]) {
        var table = TextTable(["name", "reason", "detail"])
        table.add(["a", "os", "windows is not linux"])
        table.add(["bb", "exact", ""])
        let shown = table.lines(width: width, movingLast: 2)
        #expect(shown.allSatisfy { $0.count <= width })
        #expect(shown.map { $0.replacing("  detail", with: "") } == lines)
    }

    @Test func `a row may have fewer cells than others, or none`() {
        var table = TextTable()
        table.add(["a", "b"])
        table.add(["c"])
        table.add([])
        #expect(table.lines() == ["a  b", "c", ""])
        #expect(TextTable().lines().isEmpty)
    }
}
