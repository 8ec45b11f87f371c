import Letters
import MeshFolders
import Messages

/// Maps what the MESH client reports of a pair to an input of the send ledger. Pure.
enum FolderOutcome {
    /// Maximum number of offers of a pair that the client gives back without a reason.
    static let patience = 3

    /// The ledger's input for a pair that was handed over; nil while the client has not reported anything.
    ///
    /// - Parameters:
    ///   - offers: how often it was offered.
    ///   - settle: seconds after which a message that MESH might have may be offered again.
    static func input(_ place: ClientFolders.Whereabouts, offers: Int, settle: Double) -> Send.Input? {
        switch place {
        case .staged, .withClient, .gone, .sent(nil): nil
        case .sent(let control?): input(sent: control, offers, settle)
        case .failed(let control): input(failed: control?.latest, offers, settle)
        }
    }

    private static func input(sent control: ControlFile, _ offers: Int, _ settle: Double) -> Send.Input? {
        switch control.latest?.meaning {
        case .refused, .undelivered, .clientRefused, .notSent: input(failed: control.latest, offers, settle)
        default: accepted(control.messageID)
        }
    }

    private static func input(failed record: StatusRecord?, _ offers: Int, _ settle: Double) -> Send.Input {
        switch (record, record?.meaning) {
        case (let record?, .refused), (let record?, .undelivered):
            return .refused(Reason(code: record.code.isEmpty ? "client-failed" : record.code, detail: record.words))
        case (_, .clientRefused): return .notOffered(pause: 900)
        // The client's last try may have reached MESH although its answer did not come back.
        case (let record?, .notSent) where record.event == .transfer: return .givenBack(pause: settle)
        case (_, .notSent): return .notOffered(pause: MeshChannel.pause(afterOffers: offers))
        default:
            // The client gives no reason, so MESH might have the message.
            guard offers >= patience else { return .givenBack(pause: settle) }
            return .refused(
                Reason(
                    code: "client-failed",
                    detail: "the MESH client moved it to FAILED \(offers) times and does not say why"))
        }
    }

    /// The ledger's input for a report in IN; nil when the report is not about sending.
    static func input(report record: StatusRecord, messageID: String?) -> Send.Input? {
        switch record.meaning {
        case .handedOver: accepted(messageID)
        case .refused: .refused(Reason(code: record.code, detail: record.words))
        default: nil
        }
    }

    private static func accepted(_ messageID: String?) -> Send.Input {
        messageID.map { .accepted(meshMessageID: $0) } ?? .presumedTaken
    }
}
