// SPDX-License-Identifier: Apache-2.0

/// A name of the domain name system (RFC 1035, section 3.1): labels of bytes, compared without regard to case.
public struct DNSName: Hashable, Sendable {
    public static let labelBytesMax = 63
    /// With the length bytes and the empty label at the end.
    public static let bytesMax = 255

    public let labels: [[UInt8]]

    /// `nil` when a label is empty or too long, or the whole is.
    public init?(labels: [[UInt8]]) {
        guard labels.allSatisfy({ (1...DNSName.labelBytesMax).contains($0.count) }),
            labels.reduce(1, { $0 + $1.count + 1 }) <= DNSName.bytesMax
        else { return nil }
        self.labels = labels
    }

    /// Reads `_ipp._tcp.local`, with or without a dot at the end; a backslash takes the meaning from a dot.
    public init?(_ text: String) {
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                label.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: ".") {
                labels.append(label)
                label = []
            } else {
                label.append(byte)
            }
        }
        guard !isEscaped else { return nil }
        if !label.isEmpty { labels.append(label) }
        self.init(labels: labels)
    }

    /// The first label as text: what people call a service (RFC 6763, section 4.1.1).
    public var instance: String { labels.first.flatMap { DeviceText.decode($0) } ?? "" }

    /// Whether it ends in all labels of `other`.
    public func hasSuffix(_ other: DNSName) -> Bool {
        labels.count >= other.labels.count
            && DNSName.folded(Array(labels.suffix(other.labels.count))) == other.folded
    }

    public func appending(_ other: DNSName) -> DNSName? { DNSName(labels: labels + other.labels) }

    private var folded: [[UInt8]] { DNSName.folded(labels) }

    static func folded(_ labels: [[UInt8]]) -> [[UInt8]] {
        labels.map { label in label.map { (65...90).contains($0) ? $0 | 32 : $0 } }
    }

    public static func == (left: DNSName, right: DNSName) -> Bool { left.folded == right.folded }

    public func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}

extension DNSName: CustomStringConvertible {
    /// With dots between the labels; a dot or backslash within one is escaped.
    public var description: String {
        labels.map { label in
            let bytes = label.flatMap { byte -> [UInt8] in
                byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), byte] : [byte]
            }
            return String(decoding: bytes, as: UTF8.self)
        }.joined(separator: ".")
    }
}
