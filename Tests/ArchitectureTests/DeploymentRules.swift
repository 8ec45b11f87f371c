import Foundation
import Operations
import Testing

/// What compose.yaml and the files for Kubernetes say of our settings and images.
@Suite("The files of deployment")
struct DeploymentRules {
    private func files() throws -> [String] {
        try ["deploy/compose.yaml"] + Repository.files(under: "deploy/kubernetes", endingIn: ".yaml")
            + Repository.files(under: "deploy/kubernetes", endingIn: ".env")
    }

    @Test("set only settings that exist, and no secret but by its file")
    func settings() throws {
        let declarations = SettingDeclaration.all
        let known = Set(declarations.map(\.name) + declarations.filter(\.isSecret).map(\.fileName))
        let secret = Set(declarations.filter(\.isSecret).map(\.name))
        var found: Set<String> = []
        for path in try files() {
            let text = try Repository.text(path)
            let names =
                text.matches(of: #/(?m)^ +([A-Z][A-Z_]+): /#).map { String($0.1) }
                + text.matches(of: /\{name: ([A-Z][A-Z_]+), value:/).map { String($0.1) }
                + text.matches(of: /(?m)^([A-Z][A-Z_]+)=/).map { String($0.1) }
            for name in names where !name.hasPrefix("RABBITMQ_") && name != "HOME" {
                found.insert(name)
                #expect(known.contains(name), "\(path) sets \(name), which is no setting")
                #expect(!secret.contains(name), "\(path) has the secret \(name) in a value")
            }
        }
        #expect(found.count > 15)
    }

    @Test("name no image by a tag that moves")
    func images() throws {
        for path in try files() {
            for match in try Repository.text(path).matches(of: /(?m)^ +image: (\S+)/) {
                #expect(!match.1.hasSuffix(":latest"), "\(path): \(match.1)")
                let isOurs = match.1.hasPrefix("meshpost/") && path.contains("/base/")
                #expect(isOurs || match.1.contains(":"), "\(path): \(match.1) has no tag")
            }
        }
    }

    @Test("give each service an image, the port for operations, and all restrictions")
    func services() throws {
        let compose = try Repository.text("deploy/compose.yaml")
        for wall in ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "user: \"10001:10001\""] {
            #expect(compose.contains(wall))
        }
        for service in ["extraction", "conversion", "transport", "acknowledgement", "reporting"] {
            #expect(compose.contains("/\(service):${MESHPOST_TAG"))
            let text = try Repository.text("deploy/kubernetes/base/\(service).yaml")
            for wall in [
                "readOnlyRootFilesystem: true", "drop: [ALL]", "allowPrivilegeEscalation: false", "runAsNonRoot: true",
                "runAsUser: 10001", "containerPort: 9100", "[/usr/bin/\(service), --health]",
            ] {
                #expect(text.contains(wall), "\(service): \(wall)")
            }
        }
    }

    @Test("for Kubernetes say that no cluster has run them")
    func honest() throws {
        #expect(
            try Repository.text("deploy/kubernetes/base/kustomization.yaml").contains("No cluster has run these files"))
        #expect(try Repository.text("deploy/docs/OPERATING.md").contains("No cluster has run these files yet"))
    }
}
