/// Compatibility artifacts of Node Feature Discovery, attached to images.
public enum SampleCompatibility {
    /// The type of such an artifact.
    public static let artifactType = "application/vnd.nfd.image-compatibility.v1alpha1"

    /// Rules about the CPU, the kernel, and a device that no probe shows.
    public static let rules = """
        version: v1alpha1
        compatibilities:
        - description: "needs AVX2"
          tag: cpu
          weight: 10
          rules:
          - name: vectors
            matchFeatures:
            - feature: cpu.cpuid
              matchExpressions:
                AVX2: {op: Exists}
                AVX512F: {op: DoesNotExist}
          - name: either kernel
            matchAny:
            - matchFeatures:
              - feature: kernel.version
                matchExpressions:
                  major: {op: Ge, value: ["6"]}
            - matchFeatures:
              - feature: kernel.version
                matchName: {op: In, value: [full]}
        - rules:
          - name: card
            matchFeatures:
            - feature: pci.device
              matchExpressions:
                vendor: {op: In, value: ["10de"]}

        """

    /// An artifact that holds `rules`, attached to `subject`.
    public static func artifact(
        _ rules: String, on subject: SampleBlob, created: String? = nil, layers: Int = 1
    ) -> SampleImage {
        let about = JSONText.object([
            ("mediaType", .string(subject.mediaType)), ("digest", .string(subject.digest)),
            ("size", .number(subject.size)),
        ])
        let config = SampleBlob(mediaType: "application/vnd.oci.empty.v1+json", bytes: Array("{}".utf8))
        let layer = SampleBlob(
            mediaType: "application/vnd.nfd.image-compatibility.spec.v1alpha1+yaml", bytes: Array(rules.utf8))
        var extra: [(String, JSONText)] = [("artifactType", .string(artifactType)), ("subject", about)]
        if let created { extra.append(("annotations", .strings(["org.opencontainers.image.created": created]))) }
        return ImageBuilder().image(
            config: config, layers: Array(repeating: layer, count: layers), manifestExtra: extra)
    }
}
