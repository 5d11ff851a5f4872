import PinModel
import Testing

/// The files are those of the compose specification, the Kubernetes API, Kustomize, Helm charts and GitHub workflows.
@Suite struct YAMLPinsTests {
    @Test(arguments: [
        PinCase(
            "services:\n  web:\n    image: a.example/b:1@A\n    build: .\n  db:\n    image: postgres:16\n",
            ["3 a.example/b:1@A"], unpinned: 1),
        PinCase(
            "x-base: &base\n  image: a.example/b@A\nservices:\n  web:\n    <<: *base\n  job: *base\n",
            ["2 a.example/b@A"]),
        PinCase("x-image: &image a.example/b@A\nservices:\n  web:\n    image: *image\n", ["1 a.example/b@A"]),
        PinCase("x-image: &image postgres:16\nservices:\n  web:\n    image: *image\n", [], unpinned: 1),
        PinCase(
            "services: {web: {image: 'a.example/b@A'}, db: {\"image\": \"c.example/d:1@B\"}}\n",
            ["1 a.example/b@A", "1 c.example/d:1@B"]),
        PinCase(
            "services:\n  web:\n    image: ${REGISTRY:-a.example}/b@A\n    # image: c.example/d@B\n", [], unchecked: [3]
        ),
    ])
    func `compose files`(example: PinCase) throws { try example.check(path: "compose.yaml") }

    @Test(arguments: [
        PinCase(
            """
            apiVersion: batch/v1
            kind: CronJob
            spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: "a.example/b@A"}]}}}}}
            ---
            apiVersion: v1
            kind: Pod
            spec:
              initContainers:
              - image: c.example/d:1@B # the image
                name: i
              containers:
              - name: e
                image: >-
                  e.example/f@C
              ephemeralContainers:
              - image: busybox
              volumes:
              - name: v
                image:
                  reference: e.example/models:1@C
                  pullPolicy: Always

            """,
            ["3 a.example/b@A", "9 c.example/d:1@B", "14 e.example/f@C", "20 e.example/models:1@C"], unpinned: 1),
        PinCase(
            "a: |\n  image: a.example/b@A\n  # c.example/d@B\nb: docker run a.example/b@C --x\n",
            ["2 a.example/b@A", "3 c.example/d@B", "4 a.example/b@C"]),
        PinCase(
            "args: [--image=a.example/b@A]\n'k.example/x@B': 1\n? a.example/b@C\n: 1\n",
            ["1 a.example/b@A", "2 k.example/x@B", "3 a.example/b@C"]),
        PinCase("\u{FEFF}a: ü\r\nimage: \"ß.\"\r\nb: a.example/b@A\r\n", ["3 a.example/b@A"]),
        PinCase(
            "a: \"a.example/b\\x40=A=\"\nb: \"a.example/b@sha256:\\\n  #B#\"\n",
            ["1 a.example/b@A!", "2 a.example/b@B!"]),
        PinCase("image: a.example/Upper@A\n", [], unchecked: [1]),
        PinCase("image: !Sub a.example/b@A\na: 1\na: *unknown\n", ["1 a.example/b@A"]),
        PinCase(
            "a:\t\"a.example/b@A\"\t# tab\nb: [\"c.example/d@B\",\t\"x\"]\n", ["1 a.example/b@A", "2 c.example/d@B"]),
        PinCase("---\n--- \n...\n", []),
        PinCase("", []),
    ])
    func `Kubernetes objects and any string with a digest`(example: PinCase) throws {
        try example.check(path: "a/b.yml")
    }

    @Test(arguments: [
        PinCase(
            "image:\n  registry: a.example\n  repository: b/c\n  tag: \"1\"\n  digest: =A=\n", ["5 a.example/b/c:1@A"]),
        PinCase("image: {repository: a.example/b, digest: '=A='}\n", ["1 a.example/b@A"]),
        PinCase("image:\n  repository: a.example/b\n  tag: '1@A' # moved\n", ["3 a.example/b:1@A"]),
        PinCase("image:\n  repository: a.example/b\n  tag: '@A'\n", ["3 a.example/b@A"]),
        // grafana's charts have the digits alone, ingress-nginx names the repository `image`.
        PinCase("image:\n  repository: a.example/b\n  tag: 1\n  sha: \"#A#\"\n", ["4 a.example/b:1@A"]),
        PinCase(
            "controller:\n  image:\n    registry: a.example\n    image: b/c\n    tag: v1\n    digest: =A=\n",
            ["6 a.example/b/c:v1@A"]),
        PinCase(
            "base: &b\n  repository: a.example/b\n  tag: 1\nimage:\n  <<: *b\n  digest: =A=\nother:\n  <<: [*b, {digest: =B=}]\n",
            ["6 a.example/b:1@A", "8 a.example/b:1@B"], unpinned: 1),
        PinCase("d: &d =A=\nimage:\n  repository: a.example/b\n  digest: *d\n", ["1 a.example/b@A"]),
        PinCase("image:\n  repository: a.example/b\n  tag: \"\"\n  digest: \"\"\n", [], unpinned: 1),
        PinCase("image:\n  repository: '{{ .Values.r }}'\n  digest: =A=\n", [], unchecked: [3]),
        PinCase("image:\n  repository: a.example/b@A\n  tag: 1\n", ["2 a.example/b@A"]),
        // A chart's repository is no image.
        PinCase(
            "dependencies:\n- name: redis\n  repository: https://charts.example/x\n  version: 1\ndigest: =A=\n", []),
        PinCase("with:\n  repository: owner/project\n", []),
    ])
    func `Helm values`(example: PinCase) throws { try example.check(path: "values.yaml") }

    @Test func `Kustomize files`() throws {
        try PinCase(
            """
            images:
            - name: b
              newName: a.example/b
              newTag: v1
              digest: =A=
            - name: c.example/d
              digest: =B=
            - name: e
              newTag: v2

            """, ["5 a.example/b:v1@A", "7 c.example/d@B"], unpinned: 1
        ).check(path: "kustomization.yaml")
    }

    @Test(arguments: [
        PinCase(
            "jobs:\n  a:\n    container: a.example/b@A\n    steps:\n    - uses: docker://c.example/d:1@B\n    - uses: docker://e\n    - uses: actions/checkout@0123456789012345678901234567890123456789\n  b:\n    container:\n      image: node:20\n    services:\n      r:\n        image: redis\n  c:\n    container: node:18\n",
            ["3 a.example/b@A", "5 c.example/d:1@B"], unpinned: 4),
        PinCase("runs:\n  using: docker\n  image: docker://a.example/b@A\n", ["3 a.example/b@A"]),
        PinCase(
            "test:\n  image:\n    name: a.example/b@A\n  script:\n  - container: x\n  ref: !reference [.x, y]\n",
            ["3 a.example/b@A"]),
    ])
    func `workflows`(example: PinCase) throws { try example.check(path: ".github/workflows/ci.yml") }

    @Test(arguments: ["a: [1\n", "\ta: 1\n", "image: {{ .Values.image }}\n- x\n", "a: 'x\n"])
    func `malformed YAML is refused with its line`(text: String) throws {
        let error = try #require(throws: PinSample.Malformed.self) { try PinSample.scan(text, path: "a.yaml") }
        #expect(error.line > 0)
    }

    @Test func `mappings that merge one another many times over end at a limit`() throws {
        var text = "a0: &a0 {repository: a.example/b, tag: 1}\n"
        for level in 1...20 {
            let merged = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level)\n  <<: [\(merged)]\n"
        }
        text += "last: {repository: c.example/d, digest: '=A='}\n"
        #expect(PinSample.shown(try PinSample.scan(text, path: "values.yaml")) == ["42 c.example/d@A"])
    }
}
