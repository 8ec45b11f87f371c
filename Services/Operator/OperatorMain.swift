import ArgumentParser
import Letters
import Messages
import Operations

/// The command `meshpost`, for the operator's manual tasks.
@main
struct OperatorMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meshpost", abstract: "Look into MeshPost and see to what needs a person.",
        version: Version.text,
        subcommands: [
            TopologyCommand.self, ParkedCommand.self, ReplayCommand.self, LetterCommand.self, AnswerCommand.self,
            DocumentCommand.self,
            DoctorCommand.self, HealthCommand.self,
            ValidateCommand.self, HL7Command.self, PracticesCommand.self, StoreCommand.self, SettingsCommand.self,
        ])

    static func main() async {
        OwnUser.keep()
        SettingsHelp.answer(Self.self, for: .operator)
        await main(nil)
    }
}
