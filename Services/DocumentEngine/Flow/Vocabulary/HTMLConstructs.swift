import Foundation
import XML

/// What a letter in HTML may hold (HTML, 4, and what Word and mail programs write): every other element, and every other
/// property of a style, is unknown: a browser might show by it what a layout does not, or hide what a layout shows.
enum HTMLConstructs {
    private static let elements = table(
        """
        html head title meta base link style body article section nav aside h1 h2 h3 h4 h5 h6 hgroup header footer address p \
        hr pre blockquote ol ul menu dir li dl dt dd figure figcaption main div center a em strong small s strike big cite q \
        dfn abbr acronym data time code var samp kbd tt sub sup i b u mark bdi bdo span font basefont br wbr nobr ins del img \
        table caption colgroup col thead tbody tfoot tr td th noscript template datalist noframes noembed input label \
        fieldset legend button map area
        """)

    private static let comment = Pattern(/\/\*.*?\*\//.dotMatchesNewlines())

    /// Of Word: marks of text that look like nothing.
    private static let prefixes = ["o:p", "u1:p", "st1:", "w:wrap"]

    private static let properties = table(
        """
        align-content align-items align-self background background-attachment background-clip background-color \
        background-image background-origin background-position background-position-x background-position-y background-repeat \
        background-size baseline-shift block-size border border-block border-block-end border-block-start border-bottom \
        border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width \
        border-collapse border-color border-image border-inline border-inline-end border-inline-start border-left \
        border-left-color border-left-style border-left-width border-radius border-right border-right-color border-right-style \
        border-right-width border-spacing border-style border-top border-top-color border-top-left-radius \
        border-top-right-radius border-top-style border-top-width border-width bottom box-align box-decoration-break \
        box-direction box-flex box-orient box-pack box-shadow box-sizing break-after break-before break-inside caption-side \
        clear color color-adjust color-scheme column-count column-fill column-gap column-rule column-span column-width columns \
        content counter-increment counter-reset cursor direction display empty-cells fill flex flex-basis flex-direction \
        flex-flow flex-grow flex-shrink flex-wrap float font font-display font-family font-feature-settings font-kerning \
        font-optical-sizing font-size font-size-adjust font-smoothing font-stretch font-style font-synthesis \
        font-variant font-variant-caps font-variant-east-asian font-variant-ligatures font-variant-numeric font-weight \
        forced-color-adjust gap grid grid-area grid-auto-columns grid-auto-flow grid-auto-rows grid-column grid-column-end \
        grid-column-gap grid-column-start grid-gap grid-row grid-row-end grid-row-gap grid-row-start grid-template \
        grid-template-areas grid-template-columns grid-template-rows hanging-punctuation height hyphens image-rendering \
        inline-size inset interpolation-mode justify-content justify-items justify-self layout-grid layout-grid-mode \
        left letter-spacing line-break line-height line-height-alt line-height-rule list-style list-style-image \
        list-style-position list-style-type margin margin-block margin-block-end margin-block-start margin-bottom \
        margin-bottom-alt margin-inline margin-inline-end margin-inline-start margin-left margin-right margin-top \
        margin-top-alt max-height max-width min-height min-width mix-blend-mode object-fit object-position opacity order \
        orphans osx-font-smoothing outline outline-color outline-offset outline-style outline-width overflow \
        overflow-anchor overflow-scrolling overflow-wrap overflow-x overflow-y padding padding-alt padding-block \
        padding-block-end padding-block-start padding-bottom padding-inline padding-inline-end padding-inline-start \
        padding-left padding-right padding-top page page-break-after page-break-before page-break-inside panose-1 \
        place-content place-items pointer-events position print-color-adjust punctuation-trim punctuation-wrap quotes \
        resize right row-gap ruby-align ruby-overhang scroll-behavior size size-adjust speak src tab-interval tab-size tab-stops \
        table-layout tap-highlight-color text-align text-align-last text-autospace text-combine text-decoration \
        text-decoration-color text-decoration-line text-decoration-skip-ink text-decoration-style \
        text-decoration-thickness text-effect text-emphasis text-fit text-indent text-indent-alt text-justify \
        text-justify-trim text-kashida text-kashida-space text-line-through text-orientation text-overflow text-rendering \
        text-shadow text-size-adjust text-stroke text-stroke-color text-stroke-width text-transform text-underline \
        text-underline-offset text-underline-position top touch-action transition transition-delay transition-duration \
        transition-property transition-timing-function unicode-bidi unicode-range user-select vertical-align visibility \
        white-space widows width will-change word-break word-spacing word-wrap writing-mode zoom
        """)

    private static func table(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    static func isKnown(element: String) -> Bool {
        elements.contains(element) || prefixes.contains(where: element.hasPrefix)
    }

    /// Those of Word (`mso-…`) are known, but for the one that hides text; those of browsers as what they are without
    /// their prefix.
    static func isKnown(property: String) -> Bool {
        if property.hasPrefix("mso-") || property.hasPrefix("--") { return property != "mso-hide" }
        var plain = property[...]
        for prefix in ["-webkit-", "-moz-", "-ms-", "-o-", "*", "_"] where plain.hasPrefix(prefix) {
            plain = plain.dropFirst(prefix.count)
        }
        return properties.contains(String(plain))
    }

    /// The properties of a style's declarations that are not known.
    static func unknown(in declarations: String) -> [String] {
        declarations.replacing(comment.regex, with: " ").split(separator: ";").compactMap { part in
            guard let colon = part.firstIndex(of: ":") else { return nil }
            let name = part[..<colon].trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
            return name.isEmpty || isKnown(property: name) ? nil : name
        }
    }
}
