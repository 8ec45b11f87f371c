import Foundation
import Renditions

extension DocumentCase {
    private static func html(_ body: String, style: String = "", head: String = "") -> Data {
        Data("<html><head>\(head)<style>\(style)</style></head><body>\(body)</body></html>".utf8)
    }

    /// Returns a web archive: a page and its picture in one file.
    private static func archive(_ body: String, _ place: String) -> Data {
        Data(
            ("MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=\"--=_x\"\r\n\r\nA page.\r\n\r\n----=_x\r\n"
                + "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n"
                + "Content-Location: file:///C:/a.htm\r\n\r\n<html><body>\(body)</body></html>\r\n\r\n----=_x\r\n"
                + "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\(place)\r\n"
                + SampleOffice.png.base64EncodedString() + "\r\n\r\n----=_x--\r\n").utf8)
    }

    /// Web pages, whose content is what a browser shows of them.
    static let pages: [DocumentCase] = [
        DocumentCase(
            "HTML that begins with words", .good(["converted"], pages: 1), Data("Dear Dr<br>Aspirin <b>75</b> mg".utf8)),
        DocumentCase(
            "HTML that begins with text that is hidden", .refused(.unfinished),
            Data("<span style=\"display:none\">not</span> allergic".utf8)),
        DocumentCase(
            "a page with its pictures in one file", .good(["converted"], pages: 1),
            archive(
                "<p>Dear colleague,=20caf=C3=A9 <img src=3D\"a_files/x.png\"></p>=\r\n",
                "Content-Location: file:///C:/a_files/x.png\r\n")),
        DocumentCase(
            "a page with a picture by its id", .good(["converted"], pages: 1),
            archive("<p>ECG <img src=3D'cid:x@y'></p>", "Content-ID: <x@y>\r\n")),
        DocumentCase(
            "a page in one file that names a picture elsewhere", .refused(.linkedContent),
            archive("<p>ECG <img src=3D\"b_files/x.png\"></p>", "Content-Location: file:///C:/a_files/x.png\r\n")),
        DocumentCase(
            "half of a page with its pictures", .refused(.broken),
            Data("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n".utf8)),
        DocumentCase(
            "a mail", .refused(.typeUnsupported),
            Data("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".utf8)),
        DocumentCase(
            "RTF after a line break", .good(["converted"], pages: 1), Data("\r\n{\\rtf1\\ansi Aspirin 75 mg\\par}".utf8)
        ),
        DocumentCase("HTML that deletes", .good(["converted"], pages: 1), html("<p><del>Warfarin</del> aspirin</p>")),
        DocumentCase(
            "HTML that strikes out a row", .good(["converted"], pages: 1),
            html(
                "<table><tr class=\"old\"><td>Warfarin<td>3 mg</table>",
                style: "tr.old td{text-decoration:line-through}")),
        DocumentCase(
            "HTML of which lines and spaces count", .good(["converted"], pages: 1),
            html("<div>Aspirin     75 mg\nWarfarin\t3 mg</div>", style: "div { white-space: pre-wrap }")),
        DocumentCase(
            "HTML with a mark of UTF-8 that says it were something else", .good(["converted"], pages: 1),
            Data([0xEF, 0xBB, 0xBF]) + html("<p>5 µg</p>", head: "<meta charset=\"iso-8859-1\">")),
        DocumentCase(
            "HTML with the numbers of Windows for characters", .good(["converted"], pages: 1),
            html("<p>5&#150;10 mg, the patient&#146;s, K&nbsp5, &lt5</p>")),
        DocumentCase(
            "HTML whose rules would hide what is not there", .good(["converted"], pages: 1),
            html(
                "<div class=\"row\"><p>Dear colleague</p></div>",
                style: "@media print { .noprint { display: none } } div > .menu { visibility: hidden } "
                    + ".row:after { content: \".\"; visibility: hidden } a:hover { display: none }")),
        DocumentCase(
            "HTML whose rules hide text", .refused(.unfinished),
            html(
                "<div id=\"Notes\"><p class=\"x Menu\">not</p> allergic</div>",
                style: "p { color: red } @media print { #notes > .menu { display: none } }")),
        DocumentCase(
            "HTML whose rules hide text on a screen alone, or on a telephone, or where there is none",
            .good(["converted"], pages: 1),
            html(
                "<p class=\"a\">Cardiology</p><p class=\"b\">Dear colleague</p><p class=\"c\">Aspirin</p>",
                style: "@media screen { .a { display: none } } @media only screen and (min-width: 9px) { p { color: "
                    + "red } .a { visibility: hidden } } @media (max-width:480px) { .b { display: none } } "
                    + ".c:empty { display: none }")),
        DocumentCase(
            "HTML whose rules hide text on a screen and in print", .refused(.unfinished),
            html("<p class=\"a\">not</p> allergic", style: "@media screen, print { .a { display: none } }")),
        DocumentCase(
            "HTML whose rules for a screen end before others", .refused(.unfinished),
            html(
                "<p class=\"a\">not</p> allergic",
                style: "@media screen { .b:after { content: \"{\" } } .a { display: none }")),
        DocumentCase(
            "HTML whose rules hide what comes after an empty element", .refused(.unfinished),
            html("<p></p><p>not</p> allergic", style: "p:empty + p { display: none }")),
        DocumentCase(
            "HTML that hides what is around text that it shows", .good(["converted"], pages: 1),
            html(
                "<table style=\"font-size:0\"><tr><td style=\"font-size:12px\">Aspirin</table>"
                    + "<div class=\"a\"><p style=\"visibility:visible\">Warfarin</p></div>",
                style: ".a { visibility: hidden }")),
        DocumentCase(
            "HTML that says of hidden text that it has a size", .refused(.unfinished),
            html("<div style=\"visibility:hidden;font-size:0\"><p style=\"font-size:12px\">not</p></div> allergic")),
        DocumentCase(
            "HTML that hides text in which some is said to be visible", .refused(.unfinished),
            html("<div style=\"display:none\"><p style=\"visibility:visible\">not</p></div> allergic")),
        DocumentCase(
            "HTML with text for readers without scripts", .good(["converted"], pages: 1),
            html("<p>Dear colleague</p><noscript>Print this page</noscript><noscript></noscript><p>Yours</p>")),
        DocumentCase(
            "HTML whose rules are nested", .refused(.unfinished),
            html("<div class=\"a\"><p class=\"b\">not</p> allergic</div>", style: ".a { .b { display: none } }")),
        DocumentCase(
            "HTML of which lines and spaces count, with a table", .good(["converted"], pages: 1),
            html(
                "<div style=\"white-space:pre-wrap\"><table>\n<tr>\n<td>Aspirin\n75 mg</td>\n</tr></table>"
                    + "<p style=\"white-space:normal\">once\ndaily</p></div>")),
        DocumentCase(
            "HTML that says late what it is in", .good(["converted"], pages: 1),
            html("<p>5 µg</p>", style: String(repeating: "p { color: black } ", count: 70)).latinMeta),
        DocumentCase(
            "HTML that hides what is empty", .good(["converted"], pages: 1),
            html("<div hidden><p> </p></div><p style=\"display:none\"></p><p>Dear colleague</p>")),
        DocumentCase(
            "HTML that names the files that Word keeps beside it", .good(["converted"], pages: 1),
            html("<p>Dear colleague</p>", head: "<link rel=File-List href=\"letter_files/filelist.xml\">")),
        DocumentCase(
            "HTML with a sheet of style elsewhere", .refused(.linkedContent),
            html("<p>Dear colleague</p>", head: "<link rel=\"stylesheet\" href=\"letter.css\">")),
        DocumentCase(
            "HTML with a sheet of style in its rules", .refused(.linkedContent),
            html("<p>x</p>", style: "@import 'letter.css';")),
        DocumentCase(
            "HTML with a ticked box", .good(["converted"], pages: 1),
            html("<p><input type=\"checkbox\" checked> Smoker <input type=\"hidden\" value=\"7\"></p>")),
        DocumentCase(
            "HTML with numbered lists", .good(["converted"], pages: 1),
            html(
                "<ol start=3><li>Stop digoxin<li><p>Start apixaban</p><ul><li>5 mg</ul></ol>"
                    + "<ol type=a><li>Bloods<li value=4>Echo</ol>")),
        DocumentCase(
            "HTML with lists whose numbers a style gives", .good(["converted"], pages: 1),
            html(
                "<ol class=a><li>Stop digoxin<li>Start apixaban</ol><ol style=\"list-style: upper-roman\"><li>Echo</ol>"
                    + "<ul class=b><li>Bloods</ul>",
                style: ".a { list-style-type: lower-alpha } ul.b { list-style: square inside }")),
        DocumentCase(
            "HTML with a list that counts down", .refused(.constructUnknown),
            html("<ol reversed><li>Digoxin<li>Apixaban</ol>")),
        DocumentCase(
            "HTML with a list whose numbers a style takes away", .refused(.constructUnknown),
            html("<ol class=a><li>Digoxin<li>Apixaban</ol>", style: ".a { list-style: none }")),
        DocumentCase(
            "HTML with bullets that a style makes numbers", .refused(.constructUnknown),
            html("<ul><li>Digoxin<li>Apixaban</ul>", style: "ul > li { list-style-type: decimal }")),
        DocumentCase(
            "HTML whose style begins a list at another number", .refused(.constructUnknown),
            html("<ol style=\"counter-reset: list-item 4\"><li>Digoxin<li>Apixaban</ol>")),
        DocumentCase(
            "HTML with a box that cuts off its text", .refused(.constructUnknown),
            html(
                "<div class=a>Aspirin 75 mg<br>Warfarin 3 mg</div>", style: ".a { max-height: 1em; overflow: hidden }")),
        DocumentCase(
            "HTML with text beside the page", .refused(.constructUnknown),
            html("<p style=\"position:absolute; left:-5000px\">not</p><p>allergic</p>")),
        DocumentCase(
            "HTML with a box that cuts off nothing", .good(["converted"], pages: 1),
            html(
                "<div class=a>Aspirin 75 mg</div><div class=a></div>",
                style: ".a { overflow: hidden; height: 100% } .a:before { height: 0; overflow: hidden; float: left }")),
        DocumentCase(
            "HTML with a box beside its text", .good(["converted"], pages: 1),
            html(
                "<div class=a>Clinic: Tuesday<br>Tel: 01632 960001</div><p>Dear Dr Practice,</p><p>Aspirin 75 mg.</p>",
                style: ".a { float: right; width: 200px; border: 1px solid black }")),
        DocumentCase(
            "HTML with a table over pages, whose head comes again", .good(["converted"]),
            html(
                "<table border=1 cellpadding=8><thead><tr><th>Result</thead><tbody>"
                    + (1...90).map { "<tr><td>Potassium on day \($0)" }.joined() + "</table>")),
        DocumentCase(
            "HTML with an element that nobody knows", .refused(.constructUnknown),
            html("<p>Dear colleague</p><my-chart></my-chart>")),
        DocumentCase(
            "HTML with a style by which a browser hides text", .refused(.constructUnknown),
            html("<p class=a>not</p> allergic", style: ".a { clip-path: inset(100%) }")),
        DocumentCase(
            "HTML with a choice", .refused(.contentLost),
            html("<p>Severity <select><option>mild<option selected>severe</select></p>")),
        DocumentCase(
            "HTML with a formula", .refused(.contentLost),
            html("<p><math><mfrac><mn>140</mn><mn>72</mn></mfrac></math></p>")),
    ]
}

extension Data {
    /// The page with a meta element that declares Windows-1252, at the end of its head.
    fileprivate var latinMeta: Data {
        let meta = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\"></head>"
        return Data(String(decoding: self, as: UTF8.self).replacing("</head>", with: meta).utf8)
    }
}
