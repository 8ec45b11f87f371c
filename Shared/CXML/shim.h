#pragma once
#include <libxml/xmlversion.h>
// Keeps libxml2's headers from including those of ICU, of which Foundation has another version. Nothing here needs
// them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

// libxml2's events, and the means to stop the parser. Nothing that loads, prints or expands is exposed: no events of
// document types, no external entities, no network and no messages on stderr. A handler that returns a number other
// than 0 ends the parsing. Each document has its own parser, used on one thread; no global state is changed.

typedef struct meshpost_xml_handler {
    void *reader;
    /// Declared namespaces are pairs (prefix, URI); attributes have five pointers each (name, prefix, URI, begin and
    /// end of the value).
    int (*start)(
        void *reader, const unsigned char *name, const unsigned char *prefix, const unsigned char *address,
        int namespaces, const unsigned char **declared, int attributes, const unsigned char **values);
    int (*text)(void *reader, const unsigned char *bytes, int count);
    int (*end)(void *reader);
    /// Called for a document type, or for a reference to an entity that only a document type could define.
    int (*document_type)(void *reader);
} meshpost_xml_handler;

typedef struct meshpost_xml_end {
    /// 0 for well-formed XML that was read to its end, else libxml2's number of the first error; -1 for an error
    /// without a number.
    int error;
    /// 1 if the handler ended the parsing.
    int is_stopped;
    /// The line at which parsing ended.
    int line;
} meshpost_xml_end;

typedef struct meshpost_xml_run {
    const meshpost_xml_handler *handler;
    xmlParserCtxtPtr parser;
    meshpost_xml_end end;
} meshpost_xml_run;

static inline void meshpost_xml_say(meshpost_xml_run *run, int answer) {
    if (answer == 0 || run->end.is_stopped) return;
    run->end.is_stopped = 1;
    if (run->end.line == 0 && run->parser->input) run->end.line = run->parser->input->line;
    xmlStopParser(run->parser);
}

static inline int meshpost_xml_is_over(const meshpost_xml_run *run) {
    return run->end.is_stopped || run->end.error != 0;
}

static inline void meshpost_xml_start(
    void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int namespaces,
    const xmlChar **declared, int attributes, int defaulted, const xmlChar **values) {
    meshpost_xml_run *run = (meshpost_xml_run *)data;
    (void)defaulted;
    if (meshpost_xml_is_over(run)) return;
    meshpost_xml_say(
        run,
        run->handler->start(
            run->handler->reader, name, prefix, address, namespaces, declared, attributes, values));
}

static inline void meshpost_xml_text(void *data, const xmlChar *bytes, int count) {
    meshpost_xml_run *run = (meshpost_xml_run *)data;
    if (meshpost_xml_is_over(run)) return;
    meshpost_xml_say(run, run->handler->text(run->handler->reader, bytes, count));
}

static inline void meshpost_xml_close(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *address) {
    meshpost_xml_run *run = (meshpost_xml_run *)data;
    (void)name; (void)prefix; (void)address;
    if (meshpost_xml_is_over(run)) return;
    meshpost_xml_say(run, run->handler->end(run->handler->reader));
}

static inline void meshpost_xml_subset(void *data, const xmlChar *name, const xmlChar *outside, const xmlChar *system) {
    meshpost_xml_run *run = (meshpost_xml_run *)data;
    (void)name; (void)outside; (void)system;
    if (meshpost_xml_is_over(run)) return;
    meshpost_xml_say(run, run->handler->document_type(run->handler->reader));
}

static inline void meshpost_xml_reference(void *data, const xmlChar *name) {
    meshpost_xml_run *run = (meshpost_xml_run *)data;
    (void)name;
    if (run->end.error == 0) run->end.error = XML_ERR_UNDECLARED_ENTITY;
    meshpost_xml_say(run, 1);
}

#if LIBXML_VERSION >= 21200
static inline void meshpost_xml_error(void *data, const xmlError *error) {
#else
static inline void meshpost_xml_error(void *data, xmlErrorPtr error) {
#endif
    meshpost_xml_run *run = (meshpost_xml_run *)data;
    // The reader decides about undeclared prefixes; XML 1.0 itself has no namespaces.
    if (error->level < XML_ERR_ERROR || error->code == XML_NS_ERR_UNDEFINED_NAMESPACE) return;
    if (meshpost_xml_is_over(run)) return;
    run->end.error = error->code;
    run->end.line = error->line;
    xmlStopParser(run->parser);
}

/// Parses UTF-8 that ends with a zero byte and stays in memory until this function returns. libxml2 reads it in place,
/// so that stopping in the middle frees nothing that it still points to.
///
/// @param is_large lifts libxml2's limits for documents of more than 10 million bytes.
static inline meshpost_xml_end meshpost_xml_parse(
    const unsigned char *text, int is_large, const meshpost_xml_handler *handler) {
    meshpost_xml_run run;
    memset(&run, 0, sizeof run);
    run.handler = handler;
    run.end.error = XML_ERR_NO_MEMORY;
    run.parser = xmlNewParserCtxt();
    if (run.parser == NULL) return run.end;
    // Without NOENT, libxml2 passes `&amp;` in an attribute as `&#38;`. Entities other than the predefined ones cannot
    // be defined.
    xmlCtxtUseOptions(
        run.parser,
        XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOWARNING
            | (is_large ? XML_PARSE_HUGE : 0));
    xmlSAXHandler *events = run.parser->sax;
    memset(events, 0, sizeof *events);
    events->initialized = XML_SAX2_MAGIC;
    events->startElementNs = meshpost_xml_start;
    events->endElementNs = meshpost_xml_close;
    events->characters = meshpost_xml_text;
    events->ignorableWhitespace = meshpost_xml_text;
    events->cdataBlock = meshpost_xml_text;
    events->internalSubset = meshpost_xml_subset;
    events->reference = meshpost_xml_reference;
    events->serror = meshpost_xml_error;
    run.parser->userData = &run;
    xmlParserInputPtr input = xmlNewStringInputStream(run.parser, text);
    if (input != NULL && inputPush(run.parser, input) >= 0) {
        run.end.error = 0;
        xmlParseDocument(run.parser);
        if (!meshpost_xml_is_over(&run) && !run.parser->wellFormed) {
            run.end.error = -1;
            if (run.parser->input) run.end.line = run.parser->input->line;
        }
    }
    if (run.parser->myDoc != NULL) xmlFreeDoc(run.parser->myDoc);
    run.parser->myDoc = NULL;
    xmlFreeParserCtxt(run.parser);
    return run.end;
}
