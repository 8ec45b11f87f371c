import Foundation
import TestSupport

/// A record system that sends its letters over MLLP: the sample letters as MDM messages, by PyPI's `mllp_send`.
struct MLLPSender {
    /// A message was not answered AA.
    struct NotTaken: Error, CustomStringConvertible { var description: String }

    private let environment: SandboxEnvironment
    private let folder: URL
    private let port: Int

    /// - Throws: what keeps the port or the tool from being had.
    init(_ environment: SandboxEnvironment, folder: URL) throws {
        self.environment = environment
        self.folder = folder
        port = try FreePorts.take(1)[0]
        let tool = environment.directory.appending(path: "bin/mllp_send")
        if !FileManager.default.isExecutableFile(atPath: tool.path) {
            _ = try Self.run(environment.python, ["-m", "pip", "install", "--quiet", "hl7==0.4.5"])
        }
    }

    /// The list of sources with this sender's feed.
    func sources() throws -> Data {
        let feed: [String: Any] = ["name": "demo", "application": ["DEMO"], "copies": ["TXA-23.1"]]
        return try JSONSerialization.data(withJSONObject: [
            ["name": "epr", "type": "hl7", "port": port, "feeds": [feed]] as [String: Any]
        ])
    }

    /// Sends them one after the other, each until it is answered.
    func send(_ samples: [SampleLetter]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let tool = environment.directory.appending(path: "bin/mllp_send")
        for (index, sample) in samples.enumerated() {
            let file = folder.appending(path: "\(index).hl7")
            try Data(try sample.message("DEMO-\(index)").utf8).write(to: file)
            let answer = try Self.run(tool, ["--loose", "--port", "\(port)", "--file", file.path, "127.0.0.1"])
            guard answer.contains("MSA|AA|DEMO-\(index)") else {
                throw NotTaken(description: "message \(index) was not answered AA: see extraction's log")
            }
        }
    }

    private static func run(_ program: URL, _ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw NotTaken(description: "\(program.lastPathComponent) ended with \(process.terminationStatus)")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SampleLetter {
    /// It can be said in a message as well, and ends in the same way.
    var isForFeed: Bool { if case .deliveries = end { true } else { false } }

    /// The letter as an MDM T02 message.
    func message(_ controlID: String) throws -> String {
        guard let letter = try JSONSerialization.jsonObject(with: json) as? [String: Any],
            let patient = letter["patient"] as? [String: Any], let encounter = letter["encounter"] as? [String: Any],
            let recipients = letter["recipients"] as? [[String: String]]
        else { throw CocoaError(.coderReadCorrupt) }
        func text(_ value: Any?) -> String { value as? String ?? "" }
        func time(_ value: Any?) -> String { text(value).prefix(19).filter(\.isNumber) + (value == nil ? "" : "+0000") }
        let codes = [
            "outpatient-letter": "OL", "inpatient-discharge": "DS", "clinical-letter": "CL",
            "emergency-discharge": "ED",
        ]
        let address = patient["address"] as? [String: Any]
        let street = (address?["line"] as? [String])?.joined(separator: "^") ?? ""
        let given = (patient["given"] as? [String])?.joined(separator: "^") ?? ""
        let code = codes[text(letter["kind"])] ?? ""
        let isStay = encounter["admittedAt"] != nil
        let start = time(encounter["admittedAt"] ?? encounter["attendedAt"])
        let copy = recipients.dropFirst().first?["ods"] ?? ""
        let visit = "PV1|1|\(isStay ? "I" : "O")|CLINIC|||||||\(text(encounter["specialty"]))"
        return [
            "MSH|^~\\&|DEMO|RXT|MESHPOST|RXT|20261122160500+0000||MDM^T02^MDM_T02|\(controlID)|P|2.4",
            "EVN|T02|20261122160500+0000",
            "PID|1||\(text(patient["nhsNumber"]))^^^NHS^NH~\(text(patient["localId"]))^^^RXT^PI||"
                + "\(text(patient["family"]))^\(given)||\(text(patient["birthDate"]).filter(\.isNumber))|"
                + "\(text(patient["gender"]) == "female" ? "F" : "M")|||\(street)^^^^\(text(address?["postcode"]))"
                + String(repeating: "|", count: 21) + "01",
            "PD1|||^^\(recipients.first?["ods"] ?? "")",
            visit + String(repeating: "|", count: 34) + "\(start)|\(time(encounter["dischargedAt"]))",
            "TXA|1|\(code)^\(text(letter["title"]))|AP|\(time(letter["createdAt"]))||||||||\(documentID)|||||AU||AV|||"
                + "0000000^Sample^Sam^^^Dr^^^^^^^^^\(time(letter["signedAt"]))|\(copy)",
            "OBX|1|ED|LETTER||^application^pdf^Base64^\(document.base64EncodedString())||||||F",
        ].map { $0 + "\r" }.joined()
    }
}
