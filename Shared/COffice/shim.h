#pragma once
#define LOK_USE_UNSTABLE_API
#include <LibreOfficeKit/LibreOfficeKitInit.h>

// The functions of LibreOfficeKit stand in tables of pointers: one function per call, so that Swift need not reach into
// them.

static inline LibreOfficeKit *meshpost_office_begin(const char *installation, const char *profile) {
    return lok_init_2(installation, profile);
}

static inline LibreOfficeKitDocument *meshpost_office_open(LibreOfficeKit *office, const char *url,
                                                           const char *options) {
    return office->pClass->documentLoadWithOptions(office, url, options);
}

/// 0 when it failed.
static inline int meshpost_office_save(LibreOfficeKitDocument *document, const char *url, const char *format,
                                       const char *options) {
    return document->pClass->saveAs(document, url, format, options);
}

static inline void meshpost_office_close(LibreOfficeKitDocument *document) { document->pClass->destroy(document); }
