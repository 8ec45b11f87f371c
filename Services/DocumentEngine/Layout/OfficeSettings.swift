/// The settings with which LibreOffice begins, as its registry has them.
///
/// No macros, no links that are followed, no news, no Java; a letter is British. No marks of misspelt words, and no
/// sidebar and bars for a reader whom nobody sees: to build and drop them for each document took a third of its time.
enum OfficeSettings {
    static let text = """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\((values.map(item) + bars.map(hidden) + [sidebar]).joined())\
        </oor:items>
        """

    private static let values = [
        ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
        ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Office.Common/Misc", "UseOpenCL", "false"),
        ("Office.Common/Misc", "UseLocking", "false"),
        ("Office.Linguistic/SpellChecking", "IsSpellAuto", "false"),
        ("Office.Writer/Content/Update", "Link", "0"),
        ("Office.Writer/Content/Update", "Field", "false"),
        ("Office.Writer/Content/Update", "Chart", "false"),
        ("Setup/L10N", "ooSetupSystemLocale", "en-GB"),
    ]

    private static let bars = [
        "menubar/menubar", "statusbar/statusbar", "toolbar/standardbar", "toolbar/textobjectbar",
    ]

    /// Writer's sidebar is its child window 10336; "V2,H" is one that is hidden.
    private static let sidebar = """
        <item oor:path="/org.openoffice.Office.Views/Windows"><node oor:name="swriter/10336" oor:op="replace">\
        <node oor:name="UserData"><prop oor:name="Data" oor:op="fuse" oor:type="xs:string">\
        <value>V2,H,0</value></prop></node></node></item>
        """

    private static func item(_ path: String, _ name: String, _ value: String) -> String {
        """
        <item oor:path="/org.openoffice.\(path)">\
        <prop oor:name="\(name)" oor:op="fuse"><value>\(value)</value></prop></item>
        """
    }

    private static func hidden(_ bar: String) -> String {
        """
        <item oor:path="/org.openoffice.Office.UI.WriterWindowState/UIElements/States">\
        <node oor:name="private:resource/\(bar)" oor:op="fuse">\
        <prop oor:name="Visible" oor:op="fuse"><value>false</value></prop></node></item>
        """
    }
}
