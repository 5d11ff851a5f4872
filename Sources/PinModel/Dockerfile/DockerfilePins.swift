import ImageModel
import PlatformModel

/// Finds the images that a Dockerfile builds on: FROM, COPY --from, RUN --mount and the directive `syntax`.
struct DockerfilePins {
    private let source: SourceText
    private var reader: DockerfileReader
    private var arguments: BuildArguments
    /// The names of the stages so far, in lowercase: they are no images.
    private var stages: Set<String> = []
    private var hasStage = false
    private var scan = PinScan()

    /// The images of the file.
    static func scan(_ source: SourceText) -> PinScan {
        var pins = DockerfilePins(source)
        return pins.scanAll()
    }

    private init(_ source: SourceText) {
        self.source = source
        reader = DockerfileReader(source)
        arguments = BuildArguments(escape: reader.escape)
    }

    private mutating func scanAll() -> PinScan {
        if let syntax = reader.syntax { add(syntax, line: 1) }
        while let instruction = reader.instruction() { read(instruction) }
        scan.flaw = reader.flaw
        scan.sort()
        return scan
    }

    private mutating func read(_ instruction: DockerfileInstruction) {
        let words = instruction.arguments.bytes.split(whereSeparator: { $0.value.isBlank }).map {
            PlacedText(Array($0))
        }
        let flags = words.prefix { $0.hasPrefix("--") }
        let rest = words.dropFirst(flags.count)
        switch instruction.keyword {
        case "arg" where !hasStage: arguments.declare(instruction.arguments)
        case "from": readStage(rest, line: instruction.line)
        case "copy":
            for flag in flags where flag.hasPrefix("--from=") {
                addSource(flag.dropFirst("--from=".utf8.count), line: instruction.line)
            }
        case "run":
            for flag in flags where flag.hasPrefix("--mount=") { readMount(flag, line: instruction.line) }
        case "onbuild":
            guard let first = words.first else { return }
            let count = instruction.arguments.bytes.count - first.bytes.count
            let rest = PlacedText(Array(instruction.arguments.bytes.suffix(count).drop { $0.value.isBlank }))
            guard first.text.asciiLowercased != "onbuild" else { return }
            read(
                DockerfileInstruction(
                    keyword: first.text.asciiLowercased, arguments: rest, line: instruction.line))
        default: break
        }
    }

    /// Reads `image [AS name]`.
    private mutating func readStage(_ words: ArraySlice<PlacedText>, line: Int) {
        hasStage = true
        if let image = words.first {
            switch arguments.expanded(image) {
            case .known(let text): addImage(text, written: image.text, line: line)
            case .unknown(let reason):
                scan.add(UncheckedImage(line: line, text: image.text, reason: reason))
            }
        }
        let naming = words.dropFirst().prefix(2).map { $0.text.asciiLowercased }
        if naming.first == "as", naming.count == 2 { stages.insert(naming[1]) }
    }

    /// Reads `--mount=type=bind,from=image,…`, whose parts may be quoted as in CSV.
    private mutating func readMount(_ flag: PlacedText, line: Int) {
        let options = flag.dropFirst("--mount=".utf8.count)
        for part in options.bytes.split(whereSeparator: { $0.value == UInt8(ascii: ",") }) {
            let option = PlacedText(part.filter { $0.value != UInt8(ascii: "\"") })
            if option.hasPrefix("from=") { addSource(option.dropFirst("from=".utf8.count), line: line) }
        }
    }

    /// Adds what `--from` names, unless it is the number of a stage.
    private mutating func addSource(_ text: PlacedText, line: Int) {
        let isNumber = !text.bytes.isEmpty && text.bytes.allSatisfy { $0.value.isDigit }
        if !isNumber { addImage(text, written: text.text, line: line) }
    }

    /// Adds an image, unless it is a stage or nothing at all.
    private mutating func addImage(_ text: PlacedText, written: String, line: Int) {
        let name = text.text.asciiLowercased
        guard name != "scratch", !stages.contains(name) else { return }
        if text.bytes.contains(where: { $0.value == UInt8(ascii: "$") }) {
            scan.add(UncheckedImage(line: line, text: written, reason: "variables are not replaced in it"))
        } else {
            add(text, line: line)
        }
    }

    private mutating func add(_ image: PlacedText, line: Int) {
        do throws(ReferenceError) {
            let reference = try Reference(parsing: image.text)
            guard let digest = reference.digest else { return scan.countUnpinned() }
            let range = image.location(ofLast: digest.description.utf8.count)
            let place = range.map { DigestLocation(range: $0, form: .full) }
            let pinLine = range.map { source.lineNumber(of: $0.lowerBound) } ?? line
            if let pin = Pin(reference, line: pinLine, location: place) { scan.add(pin) }
        } catch {
            scan.add(UncheckedImage(line: line, text: image.text, reason: "\(error)"))
        }
    }
}
