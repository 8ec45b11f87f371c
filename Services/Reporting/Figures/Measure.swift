/// The measures that are counted, numbered as in deploy/docs/FIGURES.md.
///
/// The ledger stores the raw value: never change one; give a new meaning a new value.
enum Measure: String, CaseIterable, Sendable {
    /// Letters taken.
    case taken
    /// Letters sent by MESH or written into a folder.
    case sent
    /// Letters taken without an encounter, for which nothing is promised.
    case withoutEncounter = "no-encounter"
    case dischargeInTime = "K1"
    case dischargeSent = "K1s"
    case emergencyInTime = "K2"
    case emergencySent = "K2s"
    case clinicInTime = "K3"
    case clinicSent = "K3s"
    /// K4: the class of time from each step to the next.
    case toSigned = "K4.signed"
    case toTaken = "K4.taken"
    case toConverted = "K4.converted"
    case toSent = "K4.sent"
    case toCollected = "K4.collected"
    case toReceived = "K4.received"
    case toFiled = "K4.filed"
    case wholeWay = "K4.whole"
    /// K5: signed to sent within five minutes, yes or no; and the class of time.
    case signedToSentInTime = "K5"
    case signedToSent = "K5.time"
    /// K6: taken to sent, the class of time.
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
    /// K16: from needing a person until settled, the class of working time.
    case settled = "K16.time"
    case reopened = "K16.again"
    /// K19: sent to filed, the class of time, for the page of practices.
    case sentToFiled = "K19.time"
}
