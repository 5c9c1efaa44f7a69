// SPDX-License-Identifier: Apache-2.0

/// Ports at which printers put on paper whatever arrives, so that nothing of ours is ever sent there. Even an
/// empty connection wakes a printer, and some feed a sheet.
public enum NeverAsked {
    /// The raw print ports of printers and of print servers with several connectors.
    public static let ports: ClosedRange<UInt16> = 9_100...9_107

    /// Why a port is not asked; `nil` when it may be.
    public static func sentence(port: UInt16) -> String? {
        guard ports.contains(port) else { return nil }
        return "What is sent to port \(port) of a printer is printed, so Goodword never asks there."
    }
}
