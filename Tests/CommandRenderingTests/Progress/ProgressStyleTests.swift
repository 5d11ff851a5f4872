import CommandRendering
import Testing

struct ProgressStyleTests {
    private let terminal = ProgressStyle.Surroundings(isTerminal: true, isColored: true)
    private let file = ProgressStyle.Surroundings(isTerminal: false, isColored: false)

    private func style(
        _ choice: ProgressStyle.Choice, _ mode: OutputMode = OutputMode(), fetchesLayers: Bool = true,
        on surroundings: ProgressStyle.Surroundings
    ) -> ProgressStyle {
        ProgressStyle(choice, output: mode, fetchesLayers: fetchesLayers, surroundings: surroundings)
    }

    @Test func `a terminal gets bars, a file gets lines`() {
        #expect(style(.auto, on: terminal) == .bars(isColored: true))
        #expect(
            style(.auto, on: ProgressStyle.Surroundings(isTerminal: true, isColored: false)) == .bars(isColored: false))
        #expect(style(.auto, on: file) == .plain)
    }

    @Test func `a command that transfers no layers shows retries only`() {
        #expect(style(.auto, fetchesLayers: false, on: terminal) == .retries)
        #expect(style(.auto, fetchesLayers: false, on: file) == .retries)
    }

    @Test func `quiet shows no progress, nor does JSON except on a terminal`() {
        #expect(style(.auto, OutputMode(isQuiet: true), on: terminal) == .none)
        #expect(style(.auto, OutputMode(isJSON: true), on: file) == .none)
        #expect(style(.auto, OutputMode(isJSON: true), on: terminal) == .bars(isColored: true))
    }

    @Test(arguments: [
        (ProgressStyle.Choice.tty, ProgressStyle.bars(isColored: false)), (.plain, .plain), (.json, .json),
        (.none, .none),
    ])
    func `an explicit choice always applies`(choice: ProgressStyle.Choice, expected: ProgressStyle) {
        #expect(style(choice, OutputMode(isJSON: true, isQuiet: true), on: file) == expected)
    }
}
