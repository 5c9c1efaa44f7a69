// SPDX-License-Identifier: Apache-2.0
import Promises
import Values

/// A subject's name as it is kept: ids as their sixteen bytes, other names as their text.
enum SubjectName {
    /// Never sixteen bytes for a name that is no id, so that each reads back as what it was.
    static func bytes(_ name: String) -> [UInt8] {
        if let id = ID128(name), id.description == name { return id.bytes }
        let bytes = [UInt8(ascii: "/")] + Array(name.utf8)
        return bytes.count == 16 ? bytes + [0] : bytes
    }

    static func name(_ bytes: [UInt8]) -> String {
        if let id = ID128(bytes: bytes) { return id.description }
        var text = bytes.dropFirst()
        if text.last == 0 { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }
}
