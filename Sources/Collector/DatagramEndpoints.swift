// SPDX-License-Identifier: Apache-2.0
import CSockets
import Polling

extension Endpoint {
    /// The form in which the system's calls take it.
    var datagram: DatagramEndpoint {
        DatagramEndpoint(
            high: UInt64(truncatingIfNeeded: address.bits >> 64),
            low: UInt64(truncatingIfNeeded: address.bits),
            port: port)
    }

    init(_ datagram: DatagramEndpoint) {
        self.init(
            NetworkAddress(bits: UInt128(datagram.high) << 64 | UInt128(datagram.low)), port: datagram.port)
    }
}
