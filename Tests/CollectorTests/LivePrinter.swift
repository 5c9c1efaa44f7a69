// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Programs

/// CUPS' own printer (`ippeveprinter`), run for a test. It insists on announcing itself, so it gets a message bus
/// and an announcer of its own, which nobody else hears.
final class LivePrinter: Sendable {
    private static let program = "/usr/sbin/ippeveprinter"

    static let isPossible: Bool = {
        let files = FileManager.default
        let isThere =
            files.isExecutableFile(atPath: program) && files.isExecutableFile(atPath: "/usr/bin/dbus-daemon")
            && files.isExecutableFile(atPath: "/usr/sbin/avahi-daemon")
        // The announcer's place for its process id is built into it, and hidden in a mount of our own.
        if !isThere || geteuid() != 0 {
            print("SKIPPED: a live ippeveprinter, which needs cups-ipp-utils, avahi-daemon, dbus and root.")
        }
        return isThere && geteuid() == 0
    }()

    private let process: pid_t
    private let folder: TemporaryFolder

    /// - Parameter arguments: for the printer, beside its port and its folder.
    init(port: UInt16, _ arguments: [String]) throws {
        folder = try TemporaryFolder()
        let place = folder.path
        try """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
          "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <listen>unix:path=\(place)/bus</listen>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
          </policy>
        </busconfig>
        """.write(toFile: place + "/bus.conf", atomically: true, encoding: .utf8)
        try "[server]\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-workstation=no\n"
            .write(toFile: place + "/avahi.conf", atomically: true, encoding: .utf8)
        // Each is waited for by what it makes; whatever happens, all end with the first of them that ends.
        try """
        mkdir -p /run/avahi-daemon && mount -t tmpfs none /run/avahi-daemon
        trap 'kill $(jobs -p) 2>/dev/null' EXIT
        trap 'exit 0' TERM
        export DBUS_SYSTEM_BUS_ADDRESS=unix:path=\(place)/bus
        dbus-daemon --config-file=\(place)/bus.conf --nofork --nopidfile &
        for try in $(seq 100); do [[ -S \(place)/bus ]] && break; sleep 0.1; done
        avahi-daemon -f \(place)/avahi.conf --no-drop-root --no-chroot --no-rlimits &
        for try in $(seq 100); do [[ -S /run/avahi-daemon/socket ]] && break; sleep 0.1; done
        "$@" &
        wait -n
        """.write(toFile: place + "/run.sh", atomically: true, encoding: .utf8)
        process = try Programs.Program.start(
            "/usr/bin/unshare",
            ["--mount", "/bin/bash", place + "/run.sh", LivePrinter.program]
                + ["-n", "localhost", "-p", "\(port)", "-d", place, "-K", place] + arguments,
            output: place + "/log")
    }

    /// A TCP port of this computer that nothing listens on; what found it has let go of it.
    static func freePort() throws -> UInt16 {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                bind(listener, general, length) != 0 || getsockname(listener, general, &length) != 0
            }
        }
        guard !failed else { throw NoPort(errorNumber: errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    struct NoPort: Error {
        let errorNumber: Int32
    }

    /// What it wrote, for a test that fails.
    var log: String { (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? "" }

    func end() async {
        kill(process, SIGTERM)
        _ = await Programs.Program.end(of: process)
    }
}
