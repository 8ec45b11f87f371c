#pragma once

/// The same work as the bench's in plain C on librabbitmq: the ceiling that Swift is measured against.

struct cbroker_address {
    const char *host;
    int port;
    const char *user;
    const char *password;
    const char *vhost;
};

/// Publishes `count` persistent messages of `size` bytes to a queue, at most `window` of them unconfirmed.
/// Returns NULL, or what went wrong.
const char *cbroker_publish(struct cbroker_address address, const char *queue, long count, int size, int window);

/// Moves `count` messages through `hops` queues, each consumed by a thread of its own that publishes to the next one,
/// waits for the confirm and only then acknowledges; what the last queue gives is acknowledged at once.
/// Returns NULL, or what went wrong.
const char *cbroker_hops(struct cbroker_address address, const char *const *queues, int hops, long count, int window,
                         int prefetch);
