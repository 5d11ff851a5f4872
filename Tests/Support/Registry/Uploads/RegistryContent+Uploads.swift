import Foundation

extension RegistryContent {
    /// How many uploads are open.
    public var openUploads: Int { uploads.count }

    /// The answer to a request that writes, or asks how an upload stands; `nil` where it is neither.
    mutating func write(_ request: LoggedRequest, url: String) -> Reply? {
        guard let place = UploadPath(request.path) else { return writeManifest(request) }
        guard let identifier = place.identifier else {
            return request.method == "POST" ? open(request, place.repository, url: url) : nil
        }
        if uploads[identifier] == nil, uploadSettings.acceptsUnknown {
            uploads[identifier] = Upload(repository: place.repository)
        } else {
            guard let upload = uploads[identifier], request.target.hasSuffix(upload.mark) || hasDigest(request, upload)
            else { return .error(404, code: "BLOB_UPLOAD_UNKNOWN", message: "blob upload unknown to registry") }
        }
        switch request.method {
        case "GET": return status(identifier, 204, url: url)
        case "DELETE":
            uploads[identifier] = nil
            return Reply(status: 204)
        case "PATCH": return append(request, identifier, url: url)
        case "PUT": return finish(request, identifier, url: url)
        default: return .error(405, code: "UNSUPPORTED", message: "not this method")
        }
    }

    /// Takes what came of a request whose body was cut.
    mutating func takePartial(_ request: LoggedRequest) {
        guard let identifier = UploadPath(request.path)?.identifier else { return }
        switch uploadSettings.partial {
        case .kept: uploads[identifier]?.bytes += request.body
        case .dropped: break
        case .lost: uploads[identifier] = nil
        }
    }

    private func hasDigest(_ request: LoggedRequest, _ upload: Upload) -> Bool {
        request.target.contains("?" + upload.mark + "&digest=")
    }

    private mutating func open(_ request: LoggedRequest, _ repository: String, url: String) -> Reply {
        let parameters = Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
        if uploadSettings.mounts, let digest = parameters["mount"], let source = parameters["from"],
            let bytes = repositories[source]?.blobs[digest]
        {
            return uploadSettings.claimsMounts ? stored(digest, in: repository) : store(bytes, digest, in: repository)
        }
        uploadCount += 1
        let identifier = "upload-\(uploadCount)"
        uploads[identifier] = Upload(repository: repository)
        return status(identifier, 202, url: url)
    }

    private mutating func append(_ request: LoggedRequest, _ identifier: String, url: String) -> Reply {
        guard var upload = uploads[identifier] else { return Reply(status: 404) }
        if let range = request.headers["Content-Range"] {
            let end = upload.bytes.count + request.body.count - 1
            switch uploadSettings.wrongRange {
            case _ where range == "\(upload.bytes.count)-\(end)", .appended: break
            case .refused: return status(identifier, 416, url: url)
            case .refusedBarely: return .error(416, code: "RANGE_INVALID", message: "invalid content range")
            }
        }
        guard !upload.isShort else {
            return .error(400, code: "SIZE_INVALID", message: "the chunk before was too short")
        }
        upload.isShort = request.body.count < uploadSettings.leastChunk ?? 0
        upload.bytes += request.body
        upload.state += 1
        uploads[identifier] = upload
        return status(identifier, 202, url: url)
    }

    private mutating func finish(_ request: LoggedRequest, _ identifier: String, url: String) -> Reply {
        guard let upload = uploads[identifier], let digest = request.query.first(where: { $0.name == "digest" })?.value
        else { return .error(400, code: "DIGEST_INVALID", message: "no digest") }
        let bytes = upload.bytes + request.body
        let sample: SampleDigest = digest.hasPrefix("sha512:") ? .sha512 : .sha256
        guard sample.text(of: bytes) == digest else {
            return .error(400, code: "DIGEST_INVALID", message: "provided digest did not match uploaded content")
        }
        uploads[identifier] = nil
        return store(bytes, digest, in: upload.repository)
    }

    private mutating func store(_ bytes: [UInt8], _ digest: String, in repository: String) -> Reply {
        repositories[repository, default: Repository()].blobs[digest] = bytes
        return stored(digest, in: repository)
    }

    private func stored(_ digest: String, in repository: String) -> Reply {
        var reply = Reply(status: 201)
        reply.headers["Location"] = "/v2/\(repository)/blobs/\(digest)"
        reply.headers["Docker-Content-Digest"] = digest
        return reply
    }

    private func status(_ identifier: String, _ status: Int, url: String) -> Reply {
        var reply = Reply(status: status)
        guard let upload = uploads[identifier] else { return reply }
        let path = "/v2/\(upload.repository)/blobs/uploads/\(identifier)?\(upload.mark)"
        switch uploadSettings.location {
        case .absolute: reply.headers["Location"] = url + path
        case .relative: reply.headers["Location"] = path
        case .elsewhere(let other): reply.headers["Location"] = other + path
        case .text(let text): reply.headers["Location"] = text
        }
        reply.headers["Range"] = "0-\(max(0, upload.bytes.count - 1))"
        reply.headers["OCI-Chunk-Min-Length"] = uploadSettings.leastChunk.map { String($0) }
        return reply
    }
}
