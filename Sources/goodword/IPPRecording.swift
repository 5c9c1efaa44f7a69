// SPDX-License-Identifier: Apache-2.0
import Fleet
import Foundation
import PrinterWire
import Values

/// The body of an answer over IPP, kept in a file.
struct IPPRecording {
    private let path: String
    private let bytes: [UInt8]

    /// `nil` when the file is missing or does not begin as a message does: with a version from 1 to 2, which no
    /// line of a walk begins with.
    init?(path: String) {
        guard let file = FileHandle(forReadingAtPath: path),
            let data = try? file.read(upToCount: IPPLimits.messageBytesMax + 1), let first = data.first,
            (1...2).contains(first)
        else { return nil }
        self.path = path
        bytes = [UInt8](data)
    }

    /// - Throws: ``Refusal`` when there is no answer in it, or one that refuses.
    func reading(name: String, interpreter: Interpreter) throws -> Reading {
        let (message, findings) = IPPMessage.read(bytes)
        for finding in findings { say("\(path), \(finding)") }
        guard let message else {
            throw Refusal(.invalid, "There is no answer of a printer in \(path).", field: "from")
        }
        let status = IPPStatus(message.code)
        if let sentence = status.sentence { throw Refusal(.invalid, "\(path): \(sentence)", field: "from") }
        let told = interpreter.reading(
            from: message, address: name, heard: SystemClock().now(), saidOver: .recording)
        for remark in told.remarks { say(remark) }
        return told.reading
    }
}
