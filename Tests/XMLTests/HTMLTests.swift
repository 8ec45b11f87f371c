import Foundation
import Testing
import XML

@Suite("A section's HTML")
struct HTMLTests {
    private func written(_ text: String, _ table: HTMLTable = .simple) throws -> String {
        try HTML.read(text, showing: table).map { String(decoding: XMLWriter.fragment($0), as: UTF8.self) }.joined()
    }

    @Test(
        "is closed where HTML leaves it open, and its characters are written as themselves",
        arguments: [
            ("<p>one<br>two</p>", "<p>one<br/>two</p>"), ("5 &lt; 6 &amp; 7 & 8", "5 &lt; 6 &amp; 7 &amp; 8"),
            ("<p>2&nbsp;mg &ndash; 3&micro;g</p>", "<p>2\u{A0}mg – 3µg</p>"),
            ("<P>a</P>", "<p>a</p>"), ("BP < 120 and K <5", "BP &lt; 120 and K &lt;5"),
            (
                ##"<section><font color="#ff0000">a</font> <abbr title="b">b</abbr></section>"##,
                "<div><span>a</span> <span>b</span></div>"
            ), ("&lambda; &Psi; &egrave; &thetasym;", "λ Ψ è ϑ"), ("plain words", "plain words"),
            (#"<ul style="list-style-type: circle"><li>a</li></ul>"#, "<ul><li>a</li></ul>"),
            ("<p><b>Aspirin</b> <i>75</i>\n<b>mg</b></p>", "<p><b>Aspirin</b> <i>75</i>\n<b>mg</b></p>"),
            ("<b>10</b> <b>5</b>", "<b>10</b> <b>5</b>"), ("<ul>\n <li>a</li>\n</ul>", "<ul><li>a</li></ul>"),
            ("<p>a</p><!-- b --><p>c</p>", "<p>a</p><p>c</p>"),
            (#"<p style="color:red" class="x">a</p>"#, "<p>a</p>"),
            (#"<p style="opacity:0.5; font-size: 0.9em">a</p>"#, "<p>a</p>"),
            (#"<p style="justify-content:left;font:12px/1.5 Arial;white-space:nowrap">a</p>"#, "<p>a</p>"),
            (
                #"<table><tr><td colspan="2" width="1" rowspan="1">a</td></tr></table>"#,
                #"<table><tr><td colspan="2">a</td></tr></table>"#
            ),
        ])
    func reduced(text: String, result: String) throws {
        #expect(try written(text) == result)
    }

    @Test(
        "that would not be shown is refused, never stripped",
        arguments: [
            ("<p><img src='a.png'></p>", "img"), ("<script>a</script>", "script"), ("<a href='x'>a</a>", "a"),
            ("<form><input></form>", "form"), ("<svg/>", "svg"), ("<object/>", "object"),
            ("<p>Take <span style='text-decoration: line-through'>warfarin</span></p>", "span style"),
            ("<p>Take <span style='display:none'>not</span> it</p>", "span style"),
            ("<p style='opacity: .0'>a</p>", "p style"), ("<p style='font-size:0px'>a</p>", "p style"),
            ("<p style='color:red;VISIBILITY:Hidden !important'>a</p>", "p style"),
            ("<p style='font: 0/0 a'>a</p>", "p style"), ("<p style='/* b */display:none'>a</p>", "p style"),
            ("<p hidden=''>a</p>", "p hidden"),
            ("<ol style='list-style-type: upper-roman'><li>a</li></ol>", "ol style"),
            ("<ol start='4'><li>a</li></ol>", "ol start"), ("<ol><li value='7'>a</li></ol>", "li value"),
            ("<ol type='a'><li>a</li></ol>", "ol type"), ("<p dir='rtl'>a</p>", "p dir"),
            ("<div style='white-space:pre'>a\nb</div>", "div style"), ("<p>&checkmark; a</p>", "&checkmark;"),
        ])
    func refused(text: String, element: String) {
        #expect(throws: HTMLError.notShown(element: element)) { try HTML.read(text, showing: .simple) }
    }

    @Test("with a table is refused for a system that has lost lines of tables")
    func tables() {
        #expect(throws: HTMLError.notShown(element: "table")) {
            try HTML.read("<table><tr><td>a</td></tr></table>", showing: .withoutTables)
        }
    }

    @Test(
        "with cells that span others, or a table in a cell, is refused for a system that flattens tables",
        arguments: [
            ("<table><tr><td colspan='2'>a</td></tr></table>", "td colspan"),
            ("<table><tr><td rowspan='3'>a</td></tr></table>", "td rowspan"),
            ("<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>", "table table"),
        ])
    func flattened(text: String, element: String) throws {
        #expect(throws: HTMLError.notShown(element: element)) { try HTML.read(text, showing: .simpleTables) }
        #expect(HTML.words(try HTML.read(text, showing: .simple)) == ["a"])
        let plain = "<table><tr><td colspan='1'>a</td></tr></table>"
        #expect(HTML.words(try HTML.read(plain, showing: .simpleTables)) == ["a"])
    }

    @Test(
        "is closed where HTML lets it be left open, and says the same",
        arguments: [
            ("<p>a<p>b", "<p>a</p><p>b</p>"), ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
            (
                "<table><tr><th>a<td>b<tr><td>c</table>",
                "<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>"
            ),
            ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>"),
            ("<p>a<ul><li>b</ul>", "<p>a</p><ul><li>b</li></ul>"), ("<P>a<br><p>b</P>", "<p>a<br/></p><p>b</p>"),
        ])
    func open(text: String, result: String) throws {
        let elements = try HTML.read(text, showing: .simple)
        #expect(String(decoding: XMLWriter.fragment(Element("div", elements)), as: UTF8.self) == "<div>\(result)</div>")
    }

    @Test(
        "has links as their text, where that says where they lead",
        arguments: [
            #"<p><a href="https://www.a.test/b">www.a.test/b</a></p>"#,
            #"<p><a href="mailto:c@a.test">c@a.test</a> or <a name="x">here</a></p>"#,
        ])
    func links(text: String) throws {
        #expect(try HTML.read(text, showing: .withoutTables).first?.everything.contains { $0.name == "span" } == true)
        #expect(throws: HTMLError.notShown(element: "a")) {
            try HTML.read(#"<a href="https://a.test">our site</a>"#, showing: .simple)
        }
    }

    @Test("that is not closed otherwise is refused", arguments: ["<p><b>a", "<p><b>a</p></b>", "a < b > c</p>"])
    func broken(text: String) {
        #expect(throws: HTMLError.broken) { try HTML.read(text, showing: .simple) }
    }

    @Test("has the words that are read, parted where lines and cells part them")
    func words() throws {
        let elements = try HTML.read("<ul><li>Aspirin 75<b>mg</b></li><li>once</li></ul>", showing: .simple)
        #expect(HTML.words(elements) == ["Aspirin", "75mg", "once"])
    }
}
