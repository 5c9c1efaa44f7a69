// SPDX-License-Identifier: Apache-2.0
//
// Batched datagrams for Swift. Swift's Glibc module hides mmsghdr, recvmmsg, sendmmsg and the control messages
// that tell to which of our addresses a datagram was sent; this room offers them over flat buffers.
//
// Life of a socket:   datagram_open -> { datagram_wait -> datagram_receive | datagram_send } -> datagram_close
// Errors are negative errno values (-EADDRINUSE, ...), so that nothing depends on a thread's errno.

#ifndef CSOCKETS_H
#define CSOCKETS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// An address and a port, in host order. An IPv4 address stands as an IPv6-mapped one (::ffff:a.b.c.d), so one
/// type serves both; all zero means "any" or "not said". Sockets speak IPv4 today.
typedef struct DatagramEndpoint {
    uint64_t high;
    uint64_t low;
    uint16_t port;
} DatagramEndpoint;

/// 127.0.0.1 is 0x7f000001.
static inline DatagramEndpoint datagram_endpoint_ipv4(uint32_t address, uint16_t port) {
    DatagramEndpoint endpoint = {0, UINT64_C(0x0000ffff00000000) | address, port};
    return endpoint;
}

/// The IPv4 address in host order; 0 when the endpoint is not IPv4.
static inline uint32_t datagram_endpoint_ipv4_address(DatagramEndpoint endpoint) {
    int mapped = endpoint.high == 0 && (endpoint.low >> 32) == 0xffff;
    return mapped ? (uint32_t)endpoint.low : 0;
}

/// What is known of one datagram of a batch beside its bytes.
typedef struct DatagramHeader {
    /// Bytes used in the slot.
    uint32_t length;
    /// Not zero when the datagram was longer than the slot and its end is lost.
    uint32_t truncated;
    /// Received: who sent it. To send: whom it goes to.
    DatagramEndpoint peer;
    /// Received: which of our addresses it was sent to. To send: the address to send it from; all zero lets the
    /// system choose. The port is the socket's own and is ignored.
    DatagramEndpoint local;
} DatagramHeader;

/// Slots of equal size in one piece of memory, and the headers and system structures that go with them.
typedef struct DatagramBatch DatagramBatch;

/// `slots` is 1...1024, `slot_bytes` 1...65535. NULL when they are not, or when memory is short.
DatagramBatch *_Nullable datagram_batch_create(uint32_t slots, uint32_t slot_bytes);
void datagram_batch_destroy(DatagramBatch *_Nullable batch);
uint32_t datagram_batch_slots(const DatagramBatch *batch);
uint32_t datagram_batch_slot_bytes(const DatagramBatch *batch);

/// The headers of all slots, one after the other; they live as long as the batch.
DatagramHeader *datagram_batch_headers(DatagramBatch *batch);
/// The bytes of all slots; slot n begins at n * slot_bytes.
uint8_t *datagram_batch_bytes(DatagramBatch *batch);

/// A non-blocking UDP socket bound to `local` (all zero: any address and any port) that reports the address a
/// datagram was sent to. `buffer_bytes` is wished for both directions, 0 leaves the system's; the system may
/// give less. Returns the descriptor or a negative errno.
int datagram_open(DatagramEndpoint local, uint32_t buffer_bytes);
void datagram_close(int descriptor);

/// Where the socket is bound to; its port is what the system chose when 0 was asked for. 0 or negative errno.
int datagram_local(int descriptor, DatagramEndpoint *local);

/// Fills slots 0..<n with what has come and returns n; 0 when nothing has. Negative errno on failure.
int datagram_receive(int descriptor, DatagramBatch *batch);

/// Sends slots first..<first+count and returns how many went; fewer than `count`, or -EAGAIN, when the socket's
/// buffer is full. A negative errno other than that concerns slot `first` alone: skip it and go on.
int datagram_send(int descriptor, DatagramBatch *batch, uint32_t first, uint32_t count);

#define DATAGRAM_READABLE 1
#define DATAGRAM_WRITABLE 2
#define DATAGRAM_WOKEN 4

/// Waits until the socket is readable, writable (when asked for with `writable`), or woken, or until
/// `timeout_microseconds` have passed (negative: for ever). Returns the sum of what is so, 0 on timeout or when
/// a signal came between. `wake` is a descriptor of datagram_wake_create, or -1.
int datagram_wait(int descriptor, int wake, int writable, int64_t timeout_microseconds);

/// A descriptor by which another thread ends a wait. Negative errno on failure.
int datagram_wake_create(void);
/// May be called from any thread.
void datagram_wake_signal(int wake);
/// Takes back all signals so far.
void datagram_wake_clear(int wake);
void datagram_wake_close(int wake);

/// Names the calling thread for whoever looks at processor time; what is beyond 15 bytes is cut off.
void thread_name(const char *name);

#pragma clang assume_nonnull end

#endif
