// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Polling
import Values

/// What a person named, turned into addresses.
public enum HostNames {
    /// Parses ranges and asks the system's resolver for the names among them.
    ///
    /// - Throws: ``AddressRangeError`` for what cannot be read and for a name without an IPv4 address.
    public static func ranges(_ written: [String]) async throws(AddressRangeError) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for text in written {
            switch try AddressRange.parse(text) {
            case .addresses(let range): ranges.append(range)
            case .host(let name, let port):
                let addresses = await resolve(name)
                guard !addresses.isEmpty else {
                    throw AddressRangeError(
                        text, "No address is known for “\(name)”. Check the spelling, or name its address.")
                }
                ranges += addresses.compactMap { AddressRange(from: $0, to: $0, port: port) }
            }
        }
        return ranges
    }

    /// The IPv4 addresses of a host, each once; none when the name is not known. The resolver may take long, so
    /// it is asked on a thread of its own.
    static func resolve(_ name: String) async -> [NetworkAddress] {
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                var hints = addrinfo()
                hints.ai_family = AF_INET
                hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
                var first: UnsafeMutablePointer<addrinfo>?
                guard getaddrinfo(name, nil, &hints, &first) == 0 else {
                    done.resume(returning: [])
                    return
                }
                defer { freeaddrinfo(first) }
                var addresses: [NetworkAddress] = []
                var entry = first
                while let info = entry {
                    if let address = ipv4(info.pointee.ai_addr, length: info.pointee.ai_addrlen),
                        !addresses.contains(address)
                    {
                        addresses.append(address)
                    }
                    entry = info.pointee.ai_next
                }
                done.resume(returning: addresses)
            }
        }
    }

    static func ipv4(_ name: UnsafeMutablePointer<sockaddr>?, length: socklen_t) -> NetworkAddress? {
        guard let name, name.pointee.sa_family == sa_family_t(AF_INET),
            Int(length) >= MemoryLayout<sockaddr_in>.size
        else { return nil }
        return name.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
            NetworkAddress(ipv4: UInt32(bigEndian: $0.pointee.sin_addr.s_addr))
        }
    }
}
