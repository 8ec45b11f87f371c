#pragma once

/// The same work as the bench's in plain C on librabbitmq: the ceiling that Swift is measured against.

struct cbroker_address {
    const char *host;
    int port;
    const char *user;
    const char *password;
    const char *vhost;
};

/// Where a message is published: the exchange ("" for the one that has no name) and the routing key.
struct cbroker_target {
    const char *exchange;
    const char *key;
};

/// A queue that a thread consumes with connections of its own. Each message is published to the target, and acknowledged
/// when that is confirmed; without a target (its key is NULL) it is acknowledged at once.
struct cbroker_hop {
    const char *queue;
    struct cbroker_target target;
    /// Ends after so many messages.
    long count;
};

/// Publishes `count` persistent messages of `size` bytes, at most `window` of them unconfirmed.
/// Returns NULL, or what went wrong.
const char *cbroker_publish(struct cbroker_address address, struct cbroker_target target, long count, int size,
                            int window);

/// Runs every hop until all are done, each with so many messages in work.
/// Returns NULL, or what went wrong.
const char *cbroker_hops(struct cbroker_address address, const struct cbroker_hop *hops, int count, int prefetch);
