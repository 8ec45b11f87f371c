#pragma once

/// The same sends as the bench's in plain C on libcurl: the ceiling that Swift is measured against.

struct cmesh_outbox {
    const char *url;
    /// PEM files.
    const char *authority;
    const char *certificate;
    const char *key;
    /// `Name: value`, the same for every message.
    const char *const *headers;
    int header_count;
};

/// Sends `size` bytes once for each `Authorization` header, on one connection that is kept.
/// Returns NULL, or what went wrong.
const char *cmesh_send(struct cmesh_outbox outbox, const void *body, long size, const char *const *authorizations,
                       long count);
