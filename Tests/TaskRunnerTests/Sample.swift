/// Task files that several tests read.
enum Sample {
    /// The guide's task with the repairs that lint names.
    static let repaired = """
        version: v1.1.0
        steps:
        - build: --platform linux/amd64 -t {{.Run.Registry}}/s/myimage:{{.Run.ID}}-amd64 -f dockerfile.amd64 .
        - build: --platform linux/arm64 -t {{.Run.Registry}}/s/myimage:{{.Run.ID}}-arm64 -f dockerfile.arm64 .
        - push:
            - {{.Run.Registry}}/s/myimage:{{.Run.ID}}-arm64
            - {{.Run.Registry}}/s/myimage:{{.Run.ID}}-amd64
        - cmd: >
            docker manifest create
            {{.Run.Registry}}/s/myimage:latest
            {{.Run.Registry}}/s/myimage:{{.Run.ID}}-arm64
            {{.Run.Registry}}/s/myimage:{{.Run.ID}}-amd64
        - cmd: docker manifest push --purge {{.Run.Registry}}/s/myimage:latest
        - cmd: docker manifest inspect {{.Run.Registry}}/s/myimage:latest
        """

    /// A file with every property there is.
    static let everything = """
        version: v1.1.0
        stepTimeout: 900
        workingDirectory: /workspace/sub
        env: [A=1, 'B=two words']
        secrets:
          - id: token
            keyvault: https://vault.example/secrets/token
            clientID: some-client
        networks:
          - name: back
            driver: bridge
            ipv6: true
            skipCreation: true
            isDefault: true
        volumes:
          - name: files
            secret:
              config.txt: aGVsbG8K
        alias:
          values:
            repo: "{{.Run.Registry}}/team/app"
        steps:
          - id: image
            build: -t $repo:$ID-arm64 --platform linux/arm64 --build-arg "MESSAGE=two words" -f Dockerfile .
            env: [C=3]
            timeout: 60
            startDelay: 1
            retries: 2
            retryDelay: 3
            repeat: 4
            ignoreErrors: true
          - id: out
            push: [$repo:$ID-arm64]
            when: [image]
          - id: say
            cmd: bash echo '{{ .Values.greeting }}' $HOME $$ID
            when: ["-"]
            detach: true
            keep: true
            pull: true
            privileged: true
            entryPoint: /bin/sh
            expose: ["80"]
            ports: ["8080:80"]
            network: back
            isolation: default
            user: "1000"
            volumeMounts:
              - name: files
                mountPath: /files
            workingDirectory: deeper
            disableWorkingDirectoryOverride: true
        """
}
