import Foundation
import HTTP
import Mesh

extension FolderClient {
    /// Moves pairs from OUT to TEMP: on their control files, and only when those are old enough.
    func take() throws {
        let quiet = Double(settings.quietMilliseconds ?? 1000) / 1000
        for stem in try stems(in: "OUT") {
            let control = file("OUT", stem + ".ctl")
            let attributes = try FileManager.default.attributesOfItem(atPath: control.path)
            guard let modified = attributes[.modificationDate] as? Date, -modified.timeIntervalSinceNow >= quiet else {
                continue
            }
            guard FileManager.default.fileExists(atPath: file("OUT", stem + ".dat").path) else {
                try fail(stem, in: "OUT", "COLLECT", "02", "Data file is missing or inaccessible.")
                continue
            }
            try move(stem + ".dat", from: "OUT", to: "TEMP")
            try move(stem + ".ctl", from: "OUT", to: "TEMP")
            guard settings.collectReport == true else { continue }
            try report(try identity(of: stem, in: "TEMP"), "COLLECT", "SUCCESS", "00")
        }
    }

    func send(_ stem: String) async throws {
        guard let control = ControlText(try Data(contentsOf: file("TEMP", stem + ".ctl"))) else {
            return try fail(stem, in: "TEMP", "COLLECT", "01", "Control file is missing or inaccessible.")
        }
        guard control["From_DTS"].uppercased() == settings.mailbox.uppercased() else {
            return try fail(stem, in: "TEMP", "SEND", "07", "Invalid From address")
        }
        guard !control["To_DTS"].isEmpty else {
            return try fail(stem, in: "TEMP", "SEND", "08", "Invalid To address")
        }
        func value(_ name: String) -> String? { control[name].isEmpty ? nil : control[name] }
        let message = MeshMessage(
            to: control["To_DTS"], workflow: control["WorkflowId"], localID: control["LocalId"],
            subject: value("Subject"), partnerID: value("PartnerId"), contentType: "application/octet-stream",
            body: try HTTPBody(file: file("TEMP", stem + ".dat")))
        switch await mesh.send(message) {
        case .accepted(let id): try succeed(stem, control, id)
        case .refused(let error): try fail(stem, in: "TEMP", "SEND", error.code, error.detail)
        case .notSent(let error), .unknown(let error), .interrupted(_, let error):
            try again(stem, control, error)
        }
    }

    private func succeed(_ stem: String, _ control: ControlText, _ id: String) throws {
        tries[stem] = nil
        var control = control
        control["DTSId"] = id
        control["IsCompressed"] = "Y"
        let isOld = stem.utf8.reduce(0) { $0 &+ Int($1) } % 2 == 0
        control.say(
            isOld ? "TRANSFER" : "Transfer to DTS Server", isOld ? "SUCCESS" : "Success", isOld ? "00" : "0", at: Date()
        )
        if settings.saveSent ?? true {
            try move(stem + ".dat", from: "TEMP", to: "SENT")
            try write(control, stem, to: "SENT")
        } else {
            try FileManager.default.removeItem(at: file("TEMP", stem + ".dat"))
        }
        try FileManager.default.removeItem(at: file("TEMP", stem + ".ctl"))
        guard settings.transferReport == true else { return }
        try report(
            [("LocalId", control["LocalId"]), ("DTSId", id), ("WorkflowId", control["WorkflowId"])], "TRANSFER",
            "SUCCESS", "00")
    }

    private func again(_ stem: String, _ control: ControlText, _ error: MeshError) throws {
        switch error.kind {
        case .certificate: return try fail(stem, in: "TEMP", "TRANSFER", "03", "Server authentication failed")
        case .credentials: return try fail(stem, in: "TEMP", "TRANSFER", "04", "Client authentication failed")
        default: break
        }
        tries[stem, default: 0] += 1
        guard tries[stem, default: 0] < settings.serverRetry ?? 3 else {
            tries[stem] = nil
            return try fail(stem, in: "TEMP", "TRANSFER", "06", "Transfer failed after all retries")
        }
        guard settings.delayReport == true, tries[stem] == 1 else { return }
        try report([("LocalId", control["LocalId"])], "TRANSFER", "SUCCESS", "05", "Transfer delayed")
    }

    /// Moves what there is of a pair to FAILED, with the reason.
    private func fail(_ stem: String, in folder: String, _ event: String, _ code: String, _ text: String) throws {
        var control = ControlText(try Data(contentsOf: file(folder, stem + ".ctl"))) ?? ControlText([])
        control.say(event, "ERROR", code, text, at: Date())
        try? move(stem + ".dat", from: folder, to: "FAILED")
        try write(control, stem, to: "FAILED")
        try FileManager.default.removeItem(at: file(folder, stem + ".ctl"))
        guard settings.transferReport == true else { return }
        try report([("LocalId", control["LocalId"])], event, "ERROR", code, text)
    }

    private func identity(of stem: String, in folder: String) throws -> [(name: String, value: String)] {
        let control = ControlText(try Data(contentsOf: file(folder, stem + ".ctl")))
        return [("LocalId", control?["LocalId"] ?? "")]
    }
}
