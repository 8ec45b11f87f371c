#include "cbroker.h"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static const struct timeval at_once = {0, 0};

static amqp_connection_state_t open_connection(struct cbroker_address address) {
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    if (!socket || amqp_socket_open(socket, address.host, address.port) != AMQP_STATUS_OK) return NULL;
    amqp_rpc_reply_t reply = amqp_login(connection, address.vhost, 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, address.user,
                                        address.password);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) return NULL;
    amqp_channel_open(connection, 1);
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) return NULL;
    return connection;
}

static void close_connection(amqp_connection_state_t connection) {
    amqp_connection_close(connection, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(connection);
}

static int publish(amqp_connection_state_t connection, struct cbroker_target target, amqp_bytes_t body,
                   uint64_t number) {
    char id[32];
    snprintf(id, sizeof id, "%llu", (unsigned long long)number);
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG,
        .delivery_mode = 2,
        .content_type = amqp_cstring_bytes("application/cloudevents+json"),
        .message_id = amqp_cstring_bytes(id),
    };
    return amqp_basic_publish(connection, 1, amqp_cstring_bytes(target.exchange), amqp_cstring_bytes(target.key), 1, 0,
                              &properties, body);
}

/// Confirms that have arrived, as a set over the numbers that are not yet confirmed.
struct window {
    uint64_t first, next;
    int size;
    unsigned char *confirmed;
};

static void settle(struct window *window, uint64_t number, int multiple) {
    for (uint64_t each = multiple ? window->first : number; each <= number; each++)
        window->confirmed[each % window->size] = 1;
    while (window->first < window->next && window->confirmed[window->first % window->size]) {
        window->confirmed[window->first % window->size] = 0;
        window->first++;
    }
}

/// Takes every confirm that is there; waits for the first when told to.
static const char *take_confirms(amqp_connection_state_t connection, struct window *window, int must_wait) {
    while (1) {
        amqp_frame_t frame;
        int status = amqp_simple_wait_frame_noblock(connection, &frame, must_wait ? NULL : (struct timeval *)&at_once);
        if (status == AMQP_STATUS_TIMEOUT) return NULL;
        if (status != AMQP_STATUS_OK) return amqp_error_string2(status);
        if (frame.frame_type != AMQP_FRAME_METHOD) continue;
        if (frame.payload.method.id != AMQP_BASIC_ACK_METHOD) return "a message was not confirmed";
        amqp_basic_ack_t *ack = frame.payload.method.decoded;
        settle(window, ack->delivery_tag, ack->multiple);
        must_wait = 0;
    }
}

const char *cbroker_publish(struct cbroker_address address, struct cbroker_target target, long count, int size,
                            int width) {
    amqp_connection_state_t connection = open_connection(address);
    if (!connection) return "no connection";
    amqp_confirm_select(connection, 1);
    struct window window = {1, 1, width, calloc(width, 1)};
    char *bytes = malloc(size);
    memset(bytes, 'x', size);
    amqp_bytes_t body = {size, bytes};
    const char *error = NULL;
    while (!error && window.first <= (uint64_t)count) {
        while (window.next <= (uint64_t)count && window.next - window.first < (uint64_t)width) {
            int status = publish(connection, target, body, window.next);
            if (status != AMQP_STATUS_OK) return amqp_error_string2(status);
            window.next++;
        }
        error = take_confirms(connection, &window, 1);
        amqp_maybe_release_buffers(connection);
    }
    close_connection(connection);
    free(bytes);
    free(window.confirmed);
    return error;
}

struct hop {
    struct cbroker_address address;
    struct cbroker_hop work;
    int prefetch;
    const char *error;
    pthread_t thread;
};

static const char *run_hop(struct hop *hop) {
    amqp_connection_state_t in = open_connection(hop->address), out = open_connection(hop->address);
    if (!in || !out) return "no connection";
    amqp_confirm_select(out, 1);
    amqp_basic_qos(in, 1, 0, hop->prefetch, 0);
    amqp_basic_consume(in, 1, amqp_cstring_bytes(hop->work.queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    if (amqp_get_rpc_reply(in).reply_type != AMQP_RESPONSE_NORMAL) return "the queue cannot be consumed";
    struct cbroker_target target = hop->work.target;
    // Deliveries come in the order of their tags and are published in it, so that tag and publishing number are equal.
    struct window window = {1, 1, hop->prefetch + 1, calloc(hop->prefetch + 1, 1)};
    uint64_t taken = 0, acknowledged = 0;
    while (acknowledged < (uint64_t)hop->work.count) {
        while (taken - acknowledged < (uint64_t)hop->prefetch) {
            amqp_envelope_t envelope;
            amqp_rpc_reply_t reply = amqp_consume_message(in, &envelope, &at_once, 0);
            if (reply.reply_type != AMQP_RESPONSE_NORMAL) {
                if (reply.library_error == AMQP_STATUS_TIMEOUT) break;
                return "a delivery could not be read";
            }
            taken = envelope.delivery_tag;
            if (target.key) {
                int status = publish(out, target, envelope.message.body, taken);
                if (status != AMQP_STATUS_OK) return amqp_error_string2(status);
                window.next++;
            }
            amqp_destroy_envelope(&envelope);
        }
        if (target.key) {
            const char *error = take_confirms(out, &window, 0);
            if (error) return error;
        }
        uint64_t done = target.key ? window.first - 1 : taken;
        if (done > acknowledged) {
            if (amqp_basic_ack(in, 1, done, 1) != AMQP_STATUS_OK) return "a delivery could not be acknowledged";
            acknowledged = done;
        } else if (!amqp_frames_enqueued(in) && !amqp_data_in_buffer(in) && !amqp_data_in_buffer(out)) {
            struct pollfd files[] = {{amqp_get_sockfd(in), POLLIN, 0}, {amqp_get_sockfd(out), POLLIN, 0}};
            poll(files, 2, 1000);
        }
        amqp_maybe_release_buffers(in);
        amqp_maybe_release_buffers(out);
    }
    close_connection(in);
    close_connection(out);
    free(window.confirmed);
    return NULL;
}

static void *hop_thread(void *context) {
    struct hop *hop = context;
    hop->error = run_hop(hop);
    return NULL;
}

const char *cbroker_hops(struct cbroker_address address, const struct cbroker_hop *hops, int count, int prefetch) {
    struct hop *all = calloc(count, sizeof *all);
    for (int each = 0; each < count; each++) {
        all[each] = (struct hop){.address = address, .work = hops[each], .prefetch = prefetch};
        pthread_create(&all[each].thread, NULL, hop_thread, &all[each]);
    }
    const char *error = NULL;
    for (int each = 0; each < count; each++) {
        pthread_join(all[each].thread, NULL);
        if (all[each].error) error = all[each].error;
    }
    free(all);
    return error;
}
