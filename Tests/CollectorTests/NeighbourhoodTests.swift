// SPDX-License-Identifier: Apache-2.0
import Foundation
import Programs
import Testing

/// DNS-SD with a responder that is not ours: Debian's avahi-daemon, in a network of its own.
@Suite(.enabled(if: Neighbourhood.isPossible)) struct NeighbourhoodTests {
    @Test func `a printer that avahi announces is found, with the port and the path it names`() async throws {
        let folder = try TemporaryFolder()
        try Data(Neighbourhood.service.utf8).write(to: URL(fileURLWithPath: folder.path + "/hall.service"))
        try Data(Neighbourhood.settings.utf8).write(to: URL(fileURLWithPath: folder.path + "/avahi.conf"))
        let outcome = try await Programs.Program.run(
            Neighbourhood.unshare,
            ["-m", "-n", "/bin/sh", "-c", Neighbourhood.script, "sh", folder.path, Program.path])
        #expect(outcome.output.contains("ipp://10.77.0.1:8631/ipp/print"), "\(outcome.output)")
        #expect(outcome.output.contains("Alder AP-20"))
    }
}

private enum Neighbourhood {
    static let unshare = "/usr/bin/unshare"
    private static let tools = [unshare, "/usr/sbin/avahi-daemon", "/sbin/ip"]

    /// Needs the rights to make a network, which a container's root mostly has and a person has not.
    static let isPossible: Bool = {
        let isThere =
            Program.isThere && getuid() == 0
            && tools.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
        if !isThere { print("SKIPPED: DNS-SD with avahi-daemon, which needs that, iproute2 and root.") }
        return isThere
    }()

    /// Starts the responder and looks for as long as it takes until it has announced itself.
    static let script = """
        set -e
        ip link set lo up
        ip link add office type veth peer name other || exit 0
        ip addr add 10.77.0.1/24 dev office
        ip link set office up multicast on
        ip link set other up
        mount --bind "$1" /etc/avahi/services
        mount -t tmpfs none /run
        avahi-daemon -f "$1/avahi.conf" --no-drop-root --no-chroot >/dev/null 2>&1 &
        responder=$!
        for attempt in 1 2 3 4; do
            found=$("$2" scan --dns-sd 10.77.0.9 2>&1 || true)
            case "$found" in *8631*) break ;; esac
        done
        echo "$found"
        kill $responder
        """

    static let settings = """
        [server]
        host-name=hall-printer
        use-ipv6=no
        enable-dbus=no
        allow-interfaces=office
        [publish]
        publish-workstation=no

        """

    static let service = """
        <?xml version="1.0" standalone="no"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd">
        <service-group><name>Hall printer</name><service><type>_ipp._tcp</type><port>8631</port>
        <txt-record>rp=ipp/print</txt-record><txt-record>ty=Alder AP-20</txt-record></service></service-group>

        """
}
