import PlatformModel

/// Apple's containerization, as the program container uses it: the first entry with the very platform.
struct AppleContainerization: ClientPolicy {
    let catalog: PlatformCatalog

    func wanted(by question: ClientQuestion) -> Platform? { platform(for: question) }

    /// The platform asked for, or that of its machines, which run Linux whatever the host runs.
    private func platform(for question: ClientQuestion) -> Platform {
        question.requested ?? Platform(os: OperatingSystemName.linux, architecture: question.host.architecture)
    }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        let wanted = platform(for: question)
        switch question.image {
        case .manifest(let entry):
            // The platform of a single manifest is the one in its config.
            guard let platform = entry.manifest?.platform else { return ClientAnswer(.takes([0])) }
            guard isEqual(platform, wanted) else {
                return .fails("image \(question.digest) does not support required platforms")
            }
            return ClientAnswer(.takes([0]))
        case .index(let index):
            let chosen = index.entries.firstIndex { entry in entry.platform.map { isEqual($0, wanted) } ?? false }
            guard let chosen else { return .fails("unsupported: \"platform \(wanted.short)\"") }
            var answer = ClientAnswer(.takes([chosen]))
            if question.requested == nil {
                answer.note = "a pull without --platform stores every platform; this one is started"
            }
            return answer
        }
    }

    /// System, architecture and variant are equal; version and features are not read.
    private func isEqual(_ left: Platform, _ right: Platform) -> Bool {
        let names = LibraryNames(of: "apple", in: catalog)
        let (left, right) = (names.normalized(left), names.normalized(right))
        return left.os == right.os && left.architecture == right.architecture
            && (left.variant ?? "") == (right.variant ?? "")
    }
}
