public import Foundation
import Letters

/// The settings of conversion.
public enum ConversionSetting {
    public static let practices = Setting<URL?>(
        optional: "PRACTICES_FILE",
        "How each practice gets its letters, for transport the workflows in it, for acknowledgement the mailboxes, for reporting the names; read again when it changes. `meshpost practices import` writes it.",
        .file("the CSV file of recipients"),
        requiredWhen: "by conversion; transport and acknowledgement know no practice's workflow and mailbox without",
        of: [.conversion, .transport, .acknowledgement, .reporting, .operator])
    public static let routing = Setting<URL?>(
        optional: "ROUTING_FILE",
        "The formats that are tried, by system and kind of letter, where a practice's row names none, and the workflows that are ours by local agreement; read again when it changes.",
        .file("the JSON table of formats"), absent: "toc, then send-document where it is assured",
        of: [.conversion, .transport])
    public static let workers = Setting<Int>(
        "CONVERSION_WORKERS", "How many letters are converted at a time.", .integer("letters", in: 1...256),
        default: "\(ProcessInfo.processInfo.activeProcessorCount)", inWords: "the machine's cores", of: [.conversion])
    public static let engine = Setting<URL?>(
        optional: "CONVERSION_DOCUMENT_ENGINE", "The program that opens documents.",
        .path("the path of document-engine", .inferFromPath), absent: "document-engine beside the executable",
        of: [.conversion, .operator])
    public static let birthDates = Setting<BirthDateOrder>(
        "MESH_PATIENT_DATE", "How the birth date stands in MESH addresses by patient.", .choice, default: "YYYYMMDD",
        of: [.conversion])

    static let all = [
        practices.declaration, routing.declaration, workers.declaration, engine.declaration, birthDates.declaration,
    ]
}

/// The form of the birth date in an address by patient. The page of the MESH service puts the year first, older guides
/// the day.
public enum BirthDateOrder: String, CaseIterable, Sendable {
    case yearFirst = "YYYYMMDD"
    case dayFirst = "DDMMYYYY"
}
