import CommandRendering
import Testing

struct TextTableTests {
    @Test func `columns are aligned, and no line ends in spaces`() {
        var table = TextTable(["name", "size", "note"], rightAligned: [1])
        table.add(["a", "12 B", ""])
        table.add(["longer", "3 B", "x"])
        #expect(table.lines(indent: "  ") == ["  name    size  note", "  a       12 B", "  longer   3 B  x"])
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
