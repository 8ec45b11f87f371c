import Foundation

extension DocumentCase {
    private static func text(_ text: String) -> Data { Data(text.utf8) }

    /// A paragraph that a program wrote which has another prefix than `w` for WordprocessingML.
    private static func foreign(_ content: String) -> String {
        "<x:p xmlns:x=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\(content)</x:p>"
    }

    /// What is something else than it seems to be, to a reader who takes it by its spelling.
    static let disguised: [DocumentCase] = [
        DocumentCase(
            "a Word letter with another prefix", .good(["converted"], pages: 1),
            SampleOffice.docx(foreign("<x:r><x:t>Aspirin 75 mg</x:t></x:r>"))),
        DocumentCase(
            "a tracked deletion with another prefix", .refused(.unfinished),
            SampleOffice.docx(foreign("<x:del><x:r><x:delText>75 mg</x:delText></x:r></x:del>"))),
        DocumentCase(
            "a prefix without a meaning", .refused(.broken), SampleOffice.docx("<y:p><y:r><y:t>75 mg</y:t></y:r></y:p>")
        ),
    ]
}
