// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CSockets.h"

#ifndef __linux__
#error "CSockets needs recvmmsg and IP_PKTINFO as Linux has them."
#endif

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { slots_max = 1024, slot_bytes_max = 65535 };

// Aligned for the cmsghdr that the kernel writes into it.
typedef union {
    char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
    struct cmsghdr alignment;
} ControlBuffer;

struct DatagramBatch {
    uint32_t slots;
    uint32_t slot_bytes;
    uint8_t *bytes;
    DatagramHeader *headers;
    struct mmsghdr *messages;
    struct iovec *vectors;
    struct sockaddr_in *names;
    ControlBuffer *controls;
};

DatagramBatch *datagram_batch_create(uint32_t slots, uint32_t slot_bytes) {
    if (slots == 0 || slots > slots_max || slot_bytes == 0 || slot_bytes > slot_bytes_max) return NULL;
    DatagramBatch *batch = calloc(1, sizeof *batch);
    if (batch == NULL) return NULL;
    batch->slots = slots;
    batch->slot_bytes = slot_bytes;
    batch->bytes = calloc(slots, slot_bytes);
    batch->headers = calloc(slots, sizeof *batch->headers);
    batch->messages = calloc(slots, sizeof *batch->messages);
    batch->vectors = calloc(slots, sizeof *batch->vectors);
    batch->names = calloc(slots, sizeof *batch->names);
    batch->controls = calloc(slots, sizeof *batch->controls);
    if (!batch->bytes || !batch->headers || !batch->messages || !batch->vectors || !batch->names ||
        !batch->controls) {
        datagram_batch_destroy(batch);
        return NULL;
    }
    return batch;
}

void datagram_batch_destroy(DatagramBatch *batch) {
    if (batch == NULL) return;
    free(batch->bytes);
    free(batch->headers);
    free(batch->messages);
    free(batch->vectors);
    free(batch->names);
    free(batch->controls);
    free(batch);
}

uint32_t datagram_batch_slots(const DatagramBatch *batch) { return batch->slots; }
uint32_t datagram_batch_slot_bytes(const DatagramBatch *batch) { return batch->slot_bytes; }
DatagramHeader *datagram_batch_headers(DatagramBatch *batch) { return batch->headers; }
uint8_t *datagram_batch_bytes(DatagramBatch *batch) { return batch->bytes; }

static int is_any(DatagramEndpoint endpoint) {
    return endpoint.high == 0 && (endpoint.low == 0 || endpoint.low == UINT64_C(0x0000ffff00000000));
}

static int is_ipv4(DatagramEndpoint endpoint) {
    return endpoint.high == 0 && (endpoint.low >> 32) == 0xffff;
}

static struct sockaddr_in name_of(DatagramEndpoint endpoint) {
    struct sockaddr_in name;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_port = htons(endpoint.port);
    name.sin_addr.s_addr = htonl((uint32_t)endpoint.low);
    return name;
}

static DatagramEndpoint endpoint_of(struct sockaddr_in name) {
    return datagram_endpoint_ipv4(ntohl(name.sin_addr.s_addr), ntohs(name.sin_port));
}

// The privileged form goes past the system's ceiling; without the privilege the ceiling is what we get.
static void wish_buffer(int descriptor, int forced, int plain, int bytes) {
    if (setsockopt(descriptor, SOL_SOCKET, forced, &bytes, sizeof bytes) != 0) {
        (void)setsockopt(descriptor, SOL_SOCKET, plain, &bytes, sizeof bytes);
    }
}

int datagram_open(DatagramEndpoint local, uint32_t buffer_bytes) {
    if (!is_any(local) && !is_ipv4(local)) return -EAFNOSUPPORT;
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    if (buffer_bytes > 0) {
        int bytes = buffer_bytes > INT32_MAX / 2 ? INT32_MAX / 2 : (int)buffer_bytes;
        wish_buffer(descriptor, SO_RCVBUFFORCE, SO_RCVBUF, bytes);
        wish_buffer(descriptor, SO_SNDBUFFORCE, SO_SNDBUF, bytes);
    }
    int on = 1;
    struct sockaddr_in name = name_of(local);
    if (setsockopt(descriptor, IPPROTO_IP, IP_PKTINFO, &on, sizeof on) != 0 ||
        bind(descriptor, (struct sockaddr *)&name, sizeof name) != 0) {
        int failure = -errno;
        close(descriptor);
        return failure;
    }
    return descriptor;
}

void datagram_close(int descriptor) {
    if (descriptor >= 0) close(descriptor);
}

int datagram_local(int descriptor, DatagramEndpoint *local) {
    struct sockaddr_in name;
    socklen_t length = sizeof name;
    if (getsockname(descriptor, (struct sockaddr *)&name, &length) != 0) return -errno;
    *local = endpoint_of(name);
    return 0;
}

static void read_header(DatagramBatch *batch, uint32_t slot) {
    struct msghdr *message = &batch->messages[slot].msg_hdr;
    DatagramHeader *header = &batch->headers[slot];
    header->length = batch->messages[slot].msg_len;
    header->truncated = (message->msg_flags & MSG_TRUNC) != 0;
    header->peer = endpoint_of(batch->names[slot]);
    header->local = (DatagramEndpoint){0, 0, 0};
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part != NULL; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != IPPROTO_IP || part->cmsg_type != IP_PKTINFO) continue;
        struct in_pktinfo info;
        memcpy(&info, CMSG_DATA(part), sizeof info);
        header->local = datagram_endpoint_ipv4(ntohl(info.ipi_addr.s_addr), 0);
    }
}

int datagram_receive(int descriptor, DatagramBatch *batch) {
    for (uint32_t slot = 0; slot < batch->slots; slot++) {
        batch->vectors[slot] = (struct iovec){batch->bytes + (size_t)slot * batch->slot_bytes, batch->slot_bytes};
        struct msghdr *message = &batch->messages[slot].msg_hdr;
        message->msg_name = &batch->names[slot];
        message->msg_namelen = sizeof batch->names[slot];
        message->msg_iov = &batch->vectors[slot];
        message->msg_iovlen = 1;
        message->msg_control = &batch->controls[slot];
        message->msg_controllen = sizeof batch->controls[slot];
        message->msg_flags = 0;
    }
    int count;
    do {
        count = recvmmsg(descriptor, batch->messages, batch->slots, MSG_DONTWAIT, NULL);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
    for (int slot = 0; slot < count; slot++) read_header(batch, (uint32_t)slot);
    return count;
}

static void write_message(DatagramBatch *batch, uint32_t slot) {
    DatagramHeader *header = &batch->headers[slot];
    uint32_t length = header->length > batch->slot_bytes ? batch->slot_bytes : header->length;
    batch->vectors[slot] = (struct iovec){batch->bytes + (size_t)slot * batch->slot_bytes, length};
    batch->names[slot] = name_of(header->peer);
    struct msghdr *message = &batch->messages[slot].msg_hdr;
    memset(message, 0, sizeof *message);
    message->msg_name = &batch->names[slot];
    message->msg_namelen = sizeof batch->names[slot];
    message->msg_iov = &batch->vectors[slot];
    message->msg_iovlen = 1;
    if (is_any(header->local) || !is_ipv4(header->local)) return;
    ControlBuffer *control = &batch->controls[slot];
    memset(control, 0, sizeof *control);
    message->msg_control = control;
    message->msg_controllen = sizeof control->bytes;
    struct cmsghdr *part = CMSG_FIRSTHDR(message);
    part->cmsg_level = IPPROTO_IP;
    part->cmsg_type = IP_PKTINFO;
    part->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
    struct in_pktinfo info;
    memset(&info, 0, sizeof info);
    info.ipi_spec_dst.s_addr = htonl((uint32_t)header->local.low);
    memcpy(CMSG_DATA(part), &info, sizeof info);
}

int datagram_send(int descriptor, DatagramBatch *batch, uint32_t first, uint32_t count) {
    if (first >= batch->slots || count == 0) return 0;
    if (count > batch->slots - first) count = batch->slots - first;
    for (uint32_t slot = first; slot < first + count; slot++) {
        if (!is_ipv4(batch->headers[slot].peer)) {
            // Those before it can still go; the next call begins with it and reports it.
            if (slot == first) return -EAFNOSUPPORT;
            count = slot - first;
            break;
        }
        write_message(batch, slot);
    }
    int sent;
    do {
        sent = sendmmsg(descriptor, batch->messages + first, count, MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int datagram_wait(int descriptor, int wake, int writable, int64_t timeout_microseconds) {
    struct pollfd watched[2] = {
        {descriptor, (short)(POLLIN | (writable ? POLLOUT : 0)), 0},
        {wake, POLLIN, 0},
    };
    struct timespec timeout = {0, 0};
    if (timeout_microseconds >= 0) {
        timeout.tv_sec = (time_t)(timeout_microseconds / 1000000);
        timeout.tv_nsec = (long)(timeout_microseconds % 1000000) * 1000;
    }
    int ready = ppoll(watched, wake >= 0 ? 2 : 1, timeout_microseconds >= 0 ? &timeout : NULL, NULL);
    if (ready < 0) return errno == EINTR ? 0 : -errno;
    int result = 0;
    // An error condition is reported as readable: the receive that follows takes and names it.
    if (watched[0].revents & (POLLIN | POLLERR | POLLHUP | POLLNVAL)) result |= DATAGRAM_READABLE;
    if (watched[0].revents & POLLOUT) result |= DATAGRAM_WRITABLE;
    if (wake >= 0 && (watched[1].revents & POLLIN)) result |= DATAGRAM_WOKEN;
    return result;
}

int datagram_wake_create(void) {
    int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return wake < 0 ? -errno : wake;
}

void datagram_wake_signal(int wake) {
    uint64_t one = 1;
    ssize_t written = write(wake, &one, sizeof one);
    (void)written;  // Fails only when signals are already waiting.
}

void datagram_wake_clear(int wake) {
    uint64_t signals;
    ssize_t taken = read(wake, &signals, sizeof signals);
    (void)taken;  // Fails only when there was none.
}

void datagram_wake_close(int wake) {
    if (wake >= 0) close(wake);
}

void thread_name(const char *name) {
    char cut[16] = {0};
    strncpy(cut, name, sizeof cut - 1);
    pthread_setname_np(pthread_self(), cut);
}
