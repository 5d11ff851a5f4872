/// Arranges the help of a command: its own options first, with examples above them.
package enum HelpText {
    /// `text`, a help screen, with the section of the command's own options before those of groups of options, and with its
    /// examples. Any other text is returned unchanged.
    package static func arranged(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.first?.hasPrefix("OVERVIEW:") == true, let usage = lines.first(where: { $0.hasPrefix(usageStart) })
        else { return text }
        var sections = sections(of: lines)
        if let own = sections.firstIndex(where: { $0.first == "OPTIONS:" }),
            let first = sections.firstIndex(where: { !leading.contains(title(of: $0)) }), first < own
        {
            sections.insert(sections.remove(at: own), at: first)
        }
        let examples = HelpExamples.of(command(in: usage))
        if !examples.isEmpty, let place = sections.firstIndex(where: { title(of: $0) == "USAGE:" }) {
            sections.insert(["EXAMPLES:"] + examples.map { "  " + $0 } + [""], at: place + 1)
        }
        return sections.joined().joined(separator: "\n")
    }

    private static let usageStart = "USAGE: resolve"
    /// The sections that stay above the options.
    private static let leading: Set<String> = ["OVERVIEW:", "USAGE:", "ARGUMENTS:"]

    /// The lines from each title, a word in capitals in the first column, to the next.
    private static func sections(of lines: [String]) -> [[String]] {
        var sections: [[String]] = []
        for line in lines {
            if sections.isEmpty || !title(of: [line]).isEmpty { sections.append([]) }
            sections[sections.count - 1].append(line)
        }
        return sections
    }

    /// The title of a section: `USAGE:`.
    private static func title(of section: [String]) -> String {
        let word = section.first?.prefix { $0 != " " } ?? ""
        return word.last == ":" && word.dropLast().allSatisfy { $0.isUppercase && $0.isASCII } ? String(word) : ""
    }

    /// The words of the command in a usage line, without the program's name.
    private static func command(in usage: String) -> String {
        let words = usage.dropFirst(usageStart.count).split(separator: " ").prefix {
            "[<-".contains($0.prefix(1)) == false
        }
        return words.joined(separator: " ")
    }
}

/// Examples of command lines, which the help shows.
package enum HelpExamples {
    /// The examples of a command, such as `manifest create`; empty for one without.
    package static func of(_ command: String) -> [String] {
        lines.filter { $0.command == command }.map(\.line)
    }

    private static let lines: [(command: String, line: String)] = [
        ("host", "resolve host"),
        ("host", "resolve host --host raspberry-pi-zero"),
        ("explain", "resolve explain alpine:3.20"),
        ("explain", "resolve explain --platform linux/arm/v7 --clients alpine:3.20"),
        ("check", "resolve check registry.example/team/app:1"),
        ("check", "resolve check --pins Dockerfile compose.yaml --fix"),
        ("why", "resolve why registry.example/team/app:1"),
        ("why", "resolve why --error 'exec /app: exec format error' registry.example/team/app:1"),
        ("digest", "resolve digest alpine:3.20"),
        ("digest", "resolve digest --index alpine:3.20"),
        ("inspect", "resolve inspect alpine:3.20"),
        ("inspect", "resolve inspect --config --platform linux/arm64 alpine:3.20"),
        ("cat", "resolve cat alpine:3.20 /etc/os-release"),
        ("cat", "resolve cat --platform linux/arm64 oci:images:alpine bin/busybox > busybox"),
        ("export", "resolve export alpine:3.20 -o alpine.tar"),
        ("export", "resolve export --platform linux/arm64 oci:images:alpine etc usr/bin | tar x"),
        ("pull", "resolve pull alpine:3.20"),
        ("pull", "resolve pull --platform linux/arm64 -o oci:images:alpine alpine:3.20"),
        ("lock", "resolve lock alpine:3.20 registry.example/team/app:1"),
        ("lock", "resolve lock --check"),
        ("plan", "resolve plan alpine:3.20"),
        ("plan", "resolve plan --file images.txt -o k3s:/var/lib/rancher/k3s/agent/images"),
        ("push", "resolve push oci:images:alpine registry.example/alpine:3.20"),
        ("push", "resolve push docker-archive:app.tar registry.example/team/app:1"),
        ("copy", "resolve copy alpine:3.20 registry.example/alpine:3.20"),
        ("copy", "resolve copy --platform linux/arm64 alpine:3.20 registry.example/alpine:arm"),
        ("import", "resolve import --name myregistry --source docker.io/library/alpine:3.20"),
        ("import", "resolve import alpine:3.20 -t registry.example/alpine:3.20"),
        ("manifest", "resolve manifest create registry.example/app:1 registry.example/app:1-arm64"),
        ("manifest", "resolve manifest push registry.example/app:1"),
        ("manifest create", "resolve manifest create registry.example/app:1 registry.example/app:1-arm64"),
        ("manifest create", "resolve manifest create --push registry.example/app:1 app:amd64 app:arm64"),
        ("manifest annotate", "resolve manifest annotate --arch arm64 app:1 app:1-arm64"),
        ("manifest annotate", "resolve manifest annotate --arch arm --variant v7 app:1 app:1-armv7"),
        ("manifest inspect", "resolve manifest inspect alpine:3.20"),
        ("manifest inspect", "resolve manifest inspect -v alpine:3.20"),
        ("manifest push", "resolve manifest push registry.example/app:1"),
        ("manifest push", "resolve manifest push --purge registry.example/app:1"),
        ("manifest rm", "resolve manifest rm registry.example/app:1"),
        ("manifest rm", "resolve manifest rm app:1 app:2"),
        ("manifest ls", "resolve manifest ls"),
        ("manifest ls", "resolve manifest ls --json"),
        ("manifest list-metadata", "resolve manifest list-metadata registry.example/team/app"),
        ("manifest list-metadata", "resolve manifest list-metadata --registry myregistry --name team/app"),
        ("list", "resolve list registry.example/team/app"),
        ("list", "resolve list --orderby time_desc --top 5 registry.example/team/app"),
        ("tags", "resolve tags registry.example/team/app"),
        ("tags", "resolve tags --json alpine"),
        ("mirrors", "resolve mirrors explain alpine:3.20"),
        ("mirrors", "resolve mirrors explain registry.example/team/app:1"),
        ("mirrors explain", "resolve mirrors explain alpine:3.20"),
        ("mirrors explain", "resolve mirrors explain --mirror https://mirror.example alpine:3.20"),
        ("login", "resolve login registry.example"),
        ("login", "resolve login registry.example -u me --password-stdin < password.txt"),
        ("logout", "resolve logout registry.example"),
        ("logout", "resolve logout"),
        ("task", "resolve task lint acb.yaml"),
        ("task", "resolve task run acb.yaml --registry registry.example"),
        ("task run", "resolve task run acb.yaml --registry registry.example"),
        ("task run", "resolve task run acb.yaml --set version=2 --context src"),
        ("task lint", "resolve task lint acb.yaml"),
        ("task lint", "resolve task lint --json acb.yaml"),
        ("task plan", "resolve task plan acb.yaml"),
        ("task plan", "resolve task plan acb.yaml --set version=2"),
        ("serve", "resolve serve images"),
        ("serve", "resolve serve images --listen 127.0.0.1:0"),
        ("cache", "resolve cache ls"),
        ("cache", "resolve cache prune --keep images.txt"),
        ("cache ls", "resolve cache ls"),
        ("cache ls", "resolve cache ls --json images"),
        ("cache verify", "resolve cache verify --repair"),
        ("cache verify", "resolve cache verify --json images"),
        ("cache prune", "resolve cache prune --dry-run"),
        ("cache prune", "resolve cache prune --keep resolve.lock"),
        ("vectors", "resolve vectors < vectors.jsonl"),
        ("vectors", "echo '{\"id\":1,\"input\":\"linux/armhf\"}' | resolve vectors"),
    ]
}
