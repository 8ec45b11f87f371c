import CPoppler

/// Notes that are pinned to a page (ISO 32000-1, 12.5.6.4): a program opens them, and an image has but their pin.
enum PageNotes {
    /// How many have a text.
    static func count(_ page: OpaquePointer) -> Int {
        let mappings = poppler_page_get_annot_mapping(page)
        defer { poppler_page_free_annot_mapping(mappings) }
        var count = 0
        var item = mappings
        while let mapping = item?.pointee {
            item = mapping.next
            let annotation = mapping.data.assumingMemoryBound(to: PopplerAnnotMapping.self).pointee.annot
            guard poppler_annot_get_annot_type(annotation) == POPPLER_ANNOT_TEXT,
                poppler_annot_get_flags(annotation).rawValue & POPPLER_ANNOT_FLAG_HIDDEN.rawValue == 0,
                let contents = poppler_annot_get_contents(annotation)
            else { continue }
            if contents.pointee != 0 { count += 1 }
            g_free(contents)
        }
        return count
    }
}
