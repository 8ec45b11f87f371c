/// What is counted of deliveries, by the numbers of the definitions (deploy/docs/FIGURES.md).
///
/// The raw value stands in the ledger: it is not changed, and a new meaning gets a new one.
enum Measure: String, CaseIterable, Sendable {
    /// Letters taken.
    case taken
    /// Letters that have left, by MESH or into a folder.
    case sent
    /// Taken without an encounter, so that nothing is promised of them.
    case withoutEncounter = "no-encounter"
    case dischargeInTime = "K1"
    case dischargeSent = "K1s"
    case emergencyInTime = "K2"
    case emergencySent = "K2s"
    case clinicInTime = "K3"
    case clinicSent = "K3s"
    /// K4: a class of time from each rung to the next.
    case toSigned = "K4.signed"
    case toTaken = "K4.taken"
    case toConverted = "K4.converted"
    case toSent = "K4.sent"
    case toCollected = "K4.collected"
    case toReceived = "K4.received"
    case toFiled = "K4.filed"
    case wholeWay = "K4.whole"
    /// Signed to sent within five minutes, yes or no; and the class of time.
    case signedToSentInTime = "K5"
    case signedToSent = "K5.time"
    /// Taken to sent, the class of time.
    case takenToSent = "K6.time"
    case technical = "K7.technical"
    case business = "K7.business"
    case electronic = "K9"
    case firstTime = "K10"
    case rejected = "K11"
    case refused = "K13.refused"
    case unroutable = "K13.unroutable"
    case undelivered = "K13.undelivered"
    case duplicate = "K14"
    case replaced = "K15"
    case withdrawnToClosed = "K15.time"
    /// Needing a person until settled, the class of working time.
    case settled = "K16.time"
    case reopened = "K16.again"
    /// Sent to filed, the class of time, for the practices' page.
    case sentToFiled = "K19.time"
}
