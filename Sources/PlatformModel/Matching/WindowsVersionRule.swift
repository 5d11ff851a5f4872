/// Whether a Windows host runs a container with a given `os.version`.
///
/// Microsoft Learn, "Windows container version compatibility"; the rows are in `windows-builds.tsv`.
struct WindowsVersionRule: Sendable {
    /// The result for one entry.
    enum Answer: Hashable, Sendable {
        /// It runs.
        case runs(VersionPreference, needsHyperV: Bool, remark: String)
        /// It does not run.
        case refused(Refusal)
    }

    private let hostText: String
    private let host: DottedVersion?
    private let row: WindowsBuild?
    private let allowsHyperV: Bool
    private let hostName: String

    /// Creates the rule for a host, called `hostName` in refusals.
    init(host: Host, hostName: String, allowsHyperV: Bool, catalog: PlatformCatalog) {
        hostText = host.platform.osVersion ?? ""
        let version = DottedVersion(hostText)
        self.host = version?.build == nil ? nil : version
        row = version.flatMap(\.buildNumber).flatMap { catalog.windowsBuild($0, product: host.windowsProduct) }
        self.allowsHyperV = allowsHyperV
        self.hostName = hostName
    }

    /// Applies the rule to an entry with this version.
    func answer(for text: String?) -> Answer {
        let text = text ?? ""
        guard !hostText.isEmpty else {
            return .runs(.indifferent, needsHyperV: false, remark: "the version of \(hostName) is unknown")
        }
        guard !text.isEmpty else {
            return .runs(.unversioned, needsHyperV: false, remark: "the entry has no os.version")
        }
        guard let host, let hostBuild = host.buildNumber else {
            if text == hostText { return .runs(.indifferent, needsHyperV: false, remark: "the same os.version") }
            return unreadable(text, "os.version '\(hostText)' of \(hostName) is not major.minor.build")
        }
        guard let version = DottedVersion(text), let build = version.buildNumber else {
            return unreadable(text, "os.version '\(text)' is not major.minor.build")
        }
        return answer(version: version, build: build, host: host, hostBuild: hostBuild)
    }

    private func answer(version: DottedVersion, build: Int, host: DottedVersion, hostBuild: Int) -> Answer {
        let name = version.buildText
        guard !host.isOlderBuild(than: version) else {
            return .refused(
                Refusal(
                    .windowsBuildNewer, "os.version \(name) is newer than \(hostName)'s \(host.buildText)",
                    distance: max(0, build - hostBuild)))
        }
        let isOther = row?.prefersEqualRevision == true && host.revision != nil && version.revision != host.revision
        let preference = VersionPreference.version(version, isOtherRevision: isOther)
        let isSame = version.build == host.build
        if isSame || version.hasEqualMajorMinor(as: host) && processBuilds(onHost: hostBuild).contains(build) {
            let remark = isSame ? "the same build" : "\(name) runs on \(host.buildText) with process isolation"
            return .runs(preference, needsHyperV: false, remark: remark)
        }
        let runsWithHyperV = build >= row?.hyperVMinimum ?? 0
        if allowsHyperV && runsWithHyperV {
            let remark = "\(name) is older than \(hostName)'s \(host.buildText): Hyper-V isolation only"
            return .runs(preference, needsHyperV: true, remark: remark)
        }
        return .refused(
            Refusal(
                .windowsBuildOlder, "os.version \(name) needs Hyper-V on \(hostName)'s \(host.buildText)",
                remedy: runsWithHyperV ? .hyperV : nil, distance: max(0, hostBuild - build)))
    }

    private func processBuilds(onHost build: Int) -> ClosedRange<Int> {
        guard let row else { return build...build }
        let lowest = row.processMinimum.number(onHost: build)
        return min(lowest, build)...max(min(lowest, build), row.processMaximum.number(onHost: build))
    }

    private func unreadable(_ text: String, _ detail: String) -> Answer {
        .refused(Refusal(.windowsVersionUnreadable, detail))
    }
}
