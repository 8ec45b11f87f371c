#include "cmesh.h"

#include <curl/curl.h>
#include <stdio.h>

static size_t ignore(char *bytes, size_t size, size_t count, void *context) { return size * count; }

static const char *send_one(CURL *easy, struct cmesh_outbox outbox, const char *authorization) {
    static char trouble[256];
    struct curl_slist *headers = curl_slist_append(NULL, authorization);
    for (int index = 0; index < outbox.header_count; index++) {
        headers = curl_slist_append(headers, outbox.headers[index]);
    }
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(easy);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) return curl_easy_strerror(code);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 202) return NULL;
    snprintf(trouble, sizeof trouble, "MESH answered %ld", status);
    return trouble;
}

const char *cmesh_send(struct cmesh_outbox outbox, const void *body, long size, const char *const *authorizations,
                       long count) {
    CURL *easy = curl_easy_init();
    if (!easy) return "out of memory";
    curl_easy_setopt(easy, CURLOPT_URL, outbox.url);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CAINFO, outbox.authority);
    curl_easy_setopt(easy, CURLOPT_SSLCERT, outbox.certificate);
    curl_easy_setopt(easy, CURLOPT_SSLKEY, outbox.key);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, size);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    const char *trouble = NULL;
    for (long index = 0; index < count && !trouble; index++) trouble = send_one(easy, outbox, authorizations[index]);
    curl_easy_cleanup(easy);
    return trouble;
}
