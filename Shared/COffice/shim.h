#pragma once
#define LOK_USE_UNSTABLE_API
#include <LibreOfficeKit/LibreOfficeKitInit.h>

// LibreOfficeKit's functions are in tables of pointers. There is one wrapper per function, so that Swift need not use
// the tables.

static inline LibreOfficeKit *meshpost_office_begin(const char *installation, const char *profile) {
    return lok_init_2(installation, profile);
}

static inline LibreOfficeKitDocument *meshpost_office_open(LibreOfficeKit *office, const char *url,
                                                           const char *options) {
    return office->pClass->documentLoadWithOptions(office, url, options);
}

/// Returns 0 on failure.
static inline int meshpost_office_save(LibreOfficeKitDocument *document, const char *url, const char *format,
                                       const char *options) {
    return document->pClass->saveAs(document, url, format, options);
}

static inline void meshpost_office_close(LibreOfficeKitDocument *document) { document->pClass->destroy(document); }
