// SPDX-License-Identifier: Apache-2.0
import CSockets

/// Datagrams that go through the socket together.
final class Batch {
    let raw: OpaquePointer
    let headers: UnsafeMutablePointer<DatagramHeader>
    private let memory: UnsafeMutablePointer<UInt8>
    private let slots: Int
    private let slotBytes: Int
    /// How many slots hold something to send.
    private(set) var filled: UInt32 = 0

    /// `nil` when memory is short.
    init?(slots: Int, slotBytes: Int) {
        guard let raw = datagram_batch_create(UInt32(slots), UInt32(slotBytes)) else { return nil }
        self.raw = raw
        headers = datagram_batch_headers(raw)
        memory = datagram_batch_bytes(raw)
        self.slots = slots
        self.slotBytes = slotBytes
    }

    deinit { datagram_batch_destroy(raw) }

    var isFull: Bool { Int(filled) == slots }

    /// The bytes that were received in a slot; they stay until the next receive.
    func bytes(_ slot: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: memory + slot * slotBytes, count: min(Int(headers[slot].length), slotBytes))
    }

    /// Adds a datagram to send; one that is longer than a slot is left out.
    func put(_ bytes: [UInt8], to peer: DatagramEndpoint, from local: DatagramEndpoint) {
        guard !isFull, bytes.count <= slotBytes else { return }
        let slot = Int(filled)
        let target = memory + slot * slotBytes
        bytes.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { target.update(from: base, count: bytes.count) }
        }
        headers[slot] = DatagramHeader(length: UInt32(bytes.count), truncated: 0, peer: peer, local: local)
        filled += 1
    }

    func clear() { filled = 0 }
}
