import PlatformModel

/// Whether files of an image run natively on the platform for which the image is labelled.
package struct BinaryRule: Sendable {
    /// Where a file stands in an image.
    package enum Place: Hashable, Sendable {
        /// It is what the image starts: the entrypoint, its interpreters and their loader.
        case started
        /// It is another file.
        case elsewhere
    }

    /// The platform, in normal form.
    private let platform: Platform
    private let architecture: Architecture?
    private let level: String
    private let format: BinaryFormat?
    private let names: BinaryNames
    private let catalog: PlatformCatalog

    /// The rule for a platform.
    package init(platform: Platform, catalog: PlatformCatalog, names: BinaryNames) {
        self.platform = catalog.normalized(platform)
        self.catalog = catalog
        self.names = names
        architecture = catalog.architecture(named: self.platform.architecture)
        level = catalog.level(architecture: platform.architecture, variant: platform.variant)
        format = names.format(ofSystem: self.platform.os)
    }

    /// What is wrong with a file at a place.
    package func judgement(of binary: Binary, at place: Place) -> BinaryJudgement {
        switch binary.content {
        case .elf(let file): return elf(file, names.targets(of: binary), place)
        case .pe: return pe(names.targets(of: binary), place)
        case .machO(let slices): return machO(slices, names.targets(of: binary), place)
        case .webAssembly: return webAssembly(names.targets(of: binary), place)
        case .script(let line): return script(line, place)
        case .javaClass: return failure(.javaClass, place)
        case .other(.text) where format == .pe: return .fine  // Windows starts batch files.
        case .other(let content): return failure(.noProgram(content), place)
        case .unknown(.notRead(let range)): return place == .started ? .warning(.unread(.notRead(range))) : .fine
        case .unknown(let doubt): return failure(.unread(doubt), place)
        }
    }

    /// Whether a path is that of a library which glibc's loader takes only on CPUs of the folder's level.
    package static func isChosenByLevel(path: String) -> Bool {
        path.split(separator: "/").contains("glibc-hwcaps")
    }

    /// A fault of what is started; elsewhere such a file is data.
    private func failure(_ reason: BinaryFault, _ place: Place) -> BinaryJudgement {
        place == .started ? .failure(reason) : .fine
    }
}

// MARK: - Formats

extension BinaryRule {
    private func elf(_ file: ELFFile, _ targets: [BinaryTarget], _ place: Place) -> BinaryJudgement {
        guard format == .elf else { return failure(.format(.elf, system: platform.os), place) }
        guard file.isLinked else { return failure(.unlinked, place) }
        guard let target = targets.first, architecture != nil else { return .fine }
        if let fault = mismatch(target) {
            return place == .started ? .failure(fault) : .warning(fault)
        }
        if let doubt = file.shortfall { return place == .started ? .failure(.cut(doubt)) : .warning(.cut(doubt)) }
        // Linux refuses a program whose table of segments or path of a loader is malformed.
        if place == .started, let doubt = file.loader.doubt, doubt.unread == nil { return .failure(.unread(doubt)) }
        if let judgement = levelJudgement(target, place), judgement != .fine { return judgement }
        guard place == .started else { return .fine }
        if let system = target.system, system != platform.os {
            return .warning(.system(found: system, expected: platform.os))
        }
        if let abi = target.abi, abi.isUnusual { return .warning(.abi(abi.name, architecture: target.name)) }
        return sibling(of: target).map { .warning(.compatibility(found: target.name, on: $0.architecture)) } ?? .fine
    }

    /// A Portable Executable never fails in an image of Linux: it may be started through wine or .NET.
    private func pe(_ targets: [BinaryTarget], _ place: Place) -> BinaryJudgement {
        guard place == .started else { return .fine }
        guard format == .pe else { return .warning(.format(.pe, system: platform.os)) }
        guard let target = targets.first, let fault = mismatch(target) else { return .fine }
        let related = catalog.siblings(of: platform.architecture).first { $0.sibling == target.architecture }
        // Windows has its own way to run 32-bit programs, which small images lack.
        return related == nil
            ? .failure(fault) : .warning(.compatibility(found: target.name, on: platform.architecture))
    }

    private func machO(_ slices: [MachOSlice], _ targets: [BinaryTarget], _ place: Place) -> BinaryJudgement {
        guard place == .started else { return .fine }
        guard format == .machO else { return .failure(.format(.machO, system: platform.os)) }
        let suited = zip(slices, targets).filter { mismatch($0.1) == nil }
        guard let first = suited.first else {
            return .failure(.architecture(found: targets.map(\.name), expected: platform.architecture))
        }
        if let doubt = first.0.doubt { return .failure(.cut(doubt)) }
        let judgements = suited.map { levelJudgement($0.1, place) ?? .fine }
        return judgements.first { $0 == .fine } ?? judgements.first ?? .fine
    }

    private func webAssembly(_ targets: [BinaryTarget], _ place: Place) -> BinaryJudgement {
        guard place == .started else { return .fine }
        guard format == .webAssembly else { return .failure(.format(.webAssembly, system: platform.os)) }
        return targets.first.flatMap(mismatch).map { .failure($0) } ?? .fine
    }
}

extension BinaryRule {
    /// A carriage return belongs to the name that is looked up, or to an argument, which few interpreters take.
    private func script(_ line: ScriptLine, _ place: Place) -> BinaryJudgement {
        guard line.endsInCarriageReturn, format != .pe else { return .fine }
        if line.isRefusedForCarriageReturn { return failure(.carriageReturn(line), place) }
        return place == .started ? .warning(.carriageReturn(line)) : .fine
    }
}

// MARK: - Architectures and levels

extension BinaryRule {
    /// Why code of a target's architecture does not run; `nil` if it does.
    private func mismatch(_ target: BinaryTarget) -> BinaryFault? {
        if target.architecture == platform.architecture || sibling(of: target) != nil { return nil }
        return .architecture(found: [target.name], expected: platform.architecture)
    }

    /// The row that lets the platform's CPUs run a target of another architecture.
    private func sibling(of target: BinaryTarget) -> Sibling? {
        catalog.siblings(of: platform.architecture).first {
            $0.sibling == target.architecture && !$0.neverOn.contains(platform.os)
        }
    }

    /// What is wrong with the level that a program needs.
    ///
    /// A program that checks its level proves that it does not start. Elsewhere only such a program counts: a library
    /// may be chosen at run time.
    private func levelJudgement(_ target: BinaryTarget, _ place: Place) -> BinaryJudgement? {
        guard let needed = target.level else { return nil }
        let runs = sibling(of: target)?.levels ?? catalog.levels(below: level, architecture: platform.architecture)
        guard !runs.isEmpty, !runs.contains(needed.name) else { return .fine }
        let fault = BinaryFault.level(needed, offered: level.isEmpty ? platform.architecture : level)
        switch (place, needed.evidence) {
        case (.started, .note) where !needed.evidence.isChecked: return .warning(fault)
        case (.started, .subtype): return .warning(fault)
        case (.started, _): return .failure(fault)
        case (.elsewhere, _): return needed.evidence.isChecked ? .warning(fault) : .fine
        }
    }
}
