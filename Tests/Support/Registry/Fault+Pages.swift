import Foundation

/// How a page of tags says where the next one is.
public enum PageLink: Sendable {
    /// With a path, as distribution does.
    case relative
    /// With a whole address on this server, as GitLab does.
    case absolute(String)
    /// With a parameter of its own in place of `last`, as Quay does.
    case opaque
    /// Not at all.
    case none
    /// With a link from the second page to itself.
    case circle
    /// With an address on this other server.
    case foreign(String)
}

extension Fault {
    /// Tags come `size` at a time, whatever `n` says.
    public static func tagPages(of size: Int, _ link: PageLink) -> Fault {
        Fault(name: "tag pages") { reply, request in
            guard let content = try? JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any],
                let name = content["name"] as? String, let all = content["tags"] as? [String]
            else { return }
            let cursor = request.query.first { $0.name == "next_page" }?.value
            let rest = all.filter { $0 > cursor ?? "" }
            let page = rest.prefix(size)
            let list = JSONText.array(page.map { .string($0) })
            reply.body = JSONText.object([("name", .string(name)), ("tags", list)]).bytes
            reply.headers["Link"] = nil
            guard let last = page.last, page.count < rest.count else { return }
            let path = "/v2/\(name)/tags/list"
            let next: String? =
                switch link {
                case .relative: "\(path)?n=1000&last=\(last)"
                case .absolute(let server): "\(server)\(path)?last=\(last)&n=1000&x=%2F"
                case .opaque: "\(path)?next_page=\(last)"
                case .none: nil
                case .circle: "\(path)?last=\(request.query.first { $0.name == "last" }?.value ?? last)"
                case .foreign(let server): "\(server)\(path)?last=\(last)"
                }
            reply.headers["Link"] = next.map { "<\($0)>; rel=\"next\"" }
        }
    }
}
