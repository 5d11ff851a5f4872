import BinaryModel
import ImageModel
import PlatformModel
import StartModel

/// What is asked about the start of an image.
package struct StartQuestion: Sendable {
    /// The image; `nil` if only a text is to be explained.
    package var image: String?
    /// A program in the image; `nil` for what the image starts.
    package var path: String?
    /// A text that was printed when the image did not start.
    package var text: String?

    /// Asks about an image, a program in it, or a text.
    package init(image: String?, path: String? = nil, text: String? = nil) {
        self.image = image
        self.path = path
        self.text = text
    }
}

/// What is known about the start of an image.
package struct StartAnswer: Sendable {
    /// What the image shows; `nil` if none was named.
    package let report: StartReport?
    /// What the text may mean; `nil` if none was given, or it is not known.
    package let meaning: StartErrorList.Meaning?
}

/// Whether what an image starts runs, and if not, why.
package struct StartReport: Sendable {
    /// Something that was found.
    package struct Finding: Hashable, Sendable {
        /// What kind of cause it is.
        package let kind: StartCause.Kind
        /// Whether the container does not start; otherwise it is something to know.
        package let isFailure: Bool
        /// The cause, in one sentence.
        package let sentence: String
        /// What the kernel or the runtime says; `nil` if that is not certain.
        package let symptom: StartSymptom?
        /// What helps, in one sentence.
        package let remedy: String
    }

    /// The name of the image.
    package let image: String
    /// The digest of its manifest.
    package let digest: Digest
    /// The platform of the image.
    package let platform: Platform
    /// The layers, lowest first.
    package let layers: [Digest]
    /// The layers that could not be had, which registries need not distribute; what is missing may be in them.
    package let absentLayers: [Digest]
    /// What is started.
    package let chain: StartChain
    /// What was found, the worst first.
    package let findings: [Finding]
    /// The host for which the image was judged too; `nil` if none was.
    package let host: Platform?
    /// Paths in the image that may be meant, if the one asked for is missing.
    package let similarPaths: [String]

    /// Whether the container starts as far as the image shows; `nil` if that may depend on a layer that could not be had.
    package var starts: Bool? {
        failure != nil ? false : absentLayers.isEmpty ? true : nil
    }

    /// The first cause for which the container does not start.
    package var failure: Finding? { findings.first(where: \.isFailure) }

    /// The failure as an error; `nil` if nothing speaks against the start.
    package var error: ResolverError? {
        failure.map {
            ResolverError(
                .mismatch, Printable.escaped($0.sentence, limit: 1000), hint: Printable.escaped($0.remedy, limit: 1000)
            ).concerning(image: image)
        }
    }
}

extension StartReport.Finding {
    /// What a chain shows.
    init(_ finding: StartChain.Finding) {
        self.init(
            kind: finding.cause.kind, isFailure: finding.isFailure, sentence: finding.cause.description,
            symptom: finding.cause.symptom, remedy: finding.cause.remedy)
    }

    /// What is wrong with the layers.
    init(_ damage: CheckFinding) {
        self.init(
            kind: .wrongLayers, isFailure: true, sentence: damage.sentence, symptom: nil,
            remedy: "build the image and push it again: Docker and containerd do not unpack it")
    }
}

/// What a host has to say about an image that it is to run.
struct HostStart {
    let rules: HostRules
    /// The platform of the image.
    let platform: Platform

    private var host: Host { rules.hostReport.host }

    /// Whether the host runs the platform natively, by an emulator, or not at all.
    func findings(of chain: StartChain) -> [StartReport.Finding] {
        // Such an image goes unnoticed where it was built.
        if case .program(_, .architecture(let found, _))? = chain.failure, found == [host.platform.architecture],
            host.platform.os == platform.os
        {
            return [
                StartReport.Finding(
                    kind: .architecture, isFailure: false,
                    sentence: "\(host.platform.short) runs the program all the same, because it was built for that",
                    symptom: nil, remedy: "judge the image on \(platform.short), or with 'resolve check'")
            ]
        }
        var policy = MatchPolicy()
        policy.emulation = true
        policy.hyperV = true
        let matcher = Matcher(wanted: .from(host: host), policy: policy, catalog: rules.catalog)
        switch matcher.judge([Candidate(platform: platform)]).verdicts.first?.verdict {
        case .accepted(let acceptance) where acceptance.reason == .emulated: return [emulation]
        case .refused(let refusal): return [refused(refusal)]
        case .accepted, nil: return []
        }
    }

    /// The platform of the image with the CPU level of the host, if the host has its architecture and the level is known.
    var leveled: Platform? {
        guard host.platform.architecture == platform.architecture, host.platform.os == platform.os, host.level.isKnown
        else { return nil }
        return Platform(os: platform.os, architecture: platform.architecture, variant: host.platform.variant)
    }

    private var emulation: StartReport.Finding {
        let emulator = host.emulators.first { $0.architecture == platform.architecture }
        let name = emulator?.handler ?? "an emulator"
        guard let emulator, !emulator.fixesBinary else {
            return StartReport.Finding(
                kind: .noEmulator, isFailure: false,
                sentence: "\(host.platform.short) runs \(platform.short) by emulation only, with \(name)", symptom: nil,
                remedy: "build the image for \(host.platform.short) too: emulated programs are slow")
        }
        return StartReport.Finding(
            kind: .emulatorOutside, isFailure: true,
            sentence:
                "\(host.platform.short) runs \(platform.short) with \(name), which is registered without the flag F "
                + "and is not found inside the image",
            symptom: .notFound,
            remedy: "register the emulator with the flag F, as Debian's qemu-user-static and "
                + "'docker run --privileged tonistiigi/binfmt --install all' do")
    }

    private func refused(_ refusal: Refusal) -> StartReport.Finding {
        StartReport.Finding(
            kind: .noEmulator, isFailure: true,
            sentence: "\(host.platform.short) does not run \(platform.short): \(refusal.detail)",
            symptom: .formatError,
            remedy: "pull an image for \(host.platform.short), or install an emulator such as qemu-user-static")
    }
}
