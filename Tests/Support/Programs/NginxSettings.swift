import Foundation

/// The configuration of an nginx that runs in its folder, in the foreground, as one process.
public enum NginxSettings {
    /// The configuration whose one server has these directives; `shared` stand beside the server.
    public static func text(server: String, shared: String = "") -> String {
        let user = getuid() == 0 ? "user root;" : ""
        return """
            \(user) daemon off; master_process off; pid nginx.pid; error_log stderr;
            events {}
            http {
              access_log off; client_body_temp_path body; proxy_temp_path proxy;
            \(shared)
              server {
            \(server)
              }
            }
            """
    }

    /// The place where everything is passed on to the server at `authority`.
    public static func passing(to authority: String) -> String {
        """
        location / {
          proxy_pass http://\(authority); proxy_http_version 1.1; proxy_buffering off;
          proxy_set_header Host $http_host; proxy_set_header Connection "";
        }
        """
    }
}
