// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import Values

/// Why a virtual agent could not begin.
public struct VirtualAgentFailure: TwoVoicedError, Hashable {
    public enum Reason: Sendable, Hashable {
        /// Another program has the port.
        case portTaken
        /// The system does not let us have the port.
        case forbidden
        case other
    }

    public let reason: Reason
    public let message: String
    public let detail: String

    init(ippPort: UInt16, _ error: any Error) {
        self.init(
            transport: "TCP", port: ippPort, option: "--ipp-port",
            errorNumber: (error as? IOError)?.errnoCode ?? EIO)
    }

    init(port: UInt16, errorNumber: Int32) {
        self.init(transport: "UDP", port: port, option: "--port", errorNumber: errorNumber)
    }

    /// `errorNumber` is the positive errno with which the socket could not be had.
    private init(transport: String, port: UInt16, option: String, errorNumber: Int32) {
        let system = String(cString: strerror(errorNumber))
        detail = "\(transport) port \(port): \(system) (errno \(errorNumber))"
        switch errorNumber {
        case EADDRINUSE:
            reason = .portTaken
            message =
                "Port \(port) is taken by another program. Stop that one, or choose another port with \(option)."
        case EACCES, EPERM:
            reason = .forbidden
            message = "The system does not let this program answer on port \(port). Choose a port above 1023."
        default:
            reason = .other
            message = "The virtual printers could not begin to answer on port \(port): \(system)."
        }
    }
}
