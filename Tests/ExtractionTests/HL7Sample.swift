import Foundation
import Letters
import Messages

@testable import Extraction

/// A synthetic letter as a record system sends it.
struct HL7Sample {
    var documentID = "D-1"
    var controlID = "C1"
    var event = "T02"
    /// TXA-17.
    var status = "AU"
    var title = "Outpatient letter"
    var practice = "Y00001"
    var application = "EPR"
    var type = "MDM"
    var document = Drop.pdf
    /// MSH-15 and MSH-16.
    var wants = ""
    var encoding = "Base64"

    var text: String {
        let named = type == "MDM" ? "MDM^\(event)^MDM_T02" : type
        return [
            "MSH|^~\\&|\(application)|RZZ|MESHPOST|RZZ|20261120101500||\(named)|\(controlID)|P|2.4|||\(wants)",
            "EVN|\(event)|20261120101500",
            "PID|1||9990000018^^^NHS^NH~H100001^^^RZZ^PI||QUILLFEATHER^ANN||19700102|F|||1 TEST STREET^^TESTTOWN^^ZZ99 3CZ",
            "PD1|||TEST SURGERY^^\(practice)",
            "PV1|1|O|CLINIC1^^^RZZ01||||||C9999998^CONSULTANT^TEST^^^DR|320",
            "TXA|1|OL^\(title)|AP|20261119093000|C9999998^CONSULTANT^TEST^^^DR|20261120090000|||"
                + "C9999998^CONSULTANT^TEST^^^DR|||\(documentID)^EPR|||||\(status)||AV|||"
                + "C9999998^CONSULTANT^TEST^^^DR^^^^^^^^^20261120100000",
            "OBX|1|ED|LETTER^Letter^L||^application^pdf^\(encoding)^\(document.base64EncodedString())||||||F",
        ].map { $0 + "\r" }.joined()
    }

    static func with(_ change: (inout HL7Sample) -> Void) -> HL7Sample {
        var sample = HL7Sample()
        change(&sample)
        return sample
    }
}
