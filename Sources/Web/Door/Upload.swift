// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import NIOCore
import Values

/// A form with a file in it, as a browser sends one (`multipart/form-data`, RFC 7578).
struct Upload: Sendable, Hashable {
    /// A file that somebody chose.
    struct File: Sendable, Hashable {
        /// What it is called where it comes from; never a path here.
        let name: String
        let bytes: [UInt8]
    }

    let values: FormValues
    /// By the name of the field; a field in which nothing was chosen has none.
    let files: [String: File]

    /// `nil` when the body is not what its content type says, or has more parts than a form of ours.
    init?(_ body: [UInt8], contentType: String) {
        guard let boundary = Upload.parameter("boundary", of: contentType),
            (1...70).contains(boundary.utf8.count)
        else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter has no line end before it, unless something stands above it.
        let body = [13, 10] + body
        var values: [String: String] = [:]
        var files: [String: File] = [:]
        guard var start = Upload.range(of: delimiter, in: body, from: 0)?.upperBound else { return nil }
        var parts = 0
        while true {
            if body[start...].starts(with: Array("--".utf8)) { break }
            parts += 1
            guard parts <= RequestLimits.formFieldsMax,
                let head = Upload.range(of: [13, 10], in: body, from: start),
                let end = Upload.range(of: delimiter, in: body, from: head.lowerBound)
            else { return nil }
            let part = body[head.lowerBound..<end.lowerBound]
            guard let gap = Upload.range(of: [13, 10, 13, 10], in: body, from: head.lowerBound),
                gap.upperBound <= end.lowerBound
            else { return nil }
            let headers = String(decoding: part[..<gap.lowerBound], as: UTF8.self)
            guard
                let disposition = headers.split(separator: "\r\n").first(where: {
                    $0.lowercased().hasPrefix("content-disposition:")
                }), let name = Upload.parameter("name", of: disposition)
            else { return nil }
            let content = Array(part[gap.upperBound...])
            if let fileName = Upload.parameter("filename", of: disposition) {
                if !fileName.isEmpty || !content.isEmpty, files[name] == nil {
                    let last = fileName.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
                    files[name] = File(name: last, bytes: content)
                }
            } else if values[name] == nil {
                values[name] = String(decoding: content, as: UTF8.self)
            }
            start = end.upperBound
        }
        self.values = FormValues(values)
        self.files = files
    }

    /// A parameter of a header's value, with or without quotation marks. Browsers write a quotation mark within a name
    /// as `%22` (HTML, 4.10.22.8).
    static func parameter(_ name: String, of header: some StringProtocol) -> String? {
        var rest = String(header)[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            let value: Substring
            if rest.first == "\"" {
                let inside = rest.dropFirst()
                value = inside.prefix { $0 != "\"" }
                rest = inside[value.endIndex...].dropFirst()
            } else {
                value = rest.prefix { $0 != ";" }
                rest = rest[value.endIndex...]
            }
            if key == name { return String(value.replacing("%22", with: "\"")) }
        }
        return nil
    }

    private static func range(of wanted: [UInt8], in body: [UInt8], from start: Int) -> Range<Int>? {
        guard let first = wanted.first, body.count >= wanted.count else { return nil }
        var place = start
        while place <= body.count - wanted.count {
            if body[place] == first, body[place..<(place + wanted.count)].elementsEqual(wanted) {
                return place..<(place + wanted.count)
            }
            place += 1
        }
        return nil
    }
}

extension FrontDesk {
    /// Reads a form that may bring files, and makes sure that one of our own pages sent it.
    func upload(_ request: Request, secret: String, upTo bytesMax: Int, sayWhenLarger: String) async throws
        -> Upload
    {
        let type = request.headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else {
            return Upload(values: try await form(request, secret: secret))
        }
        try requireOwnOrigin(request)
        let body = try await request.body.collected(
            // The file, and what stands around it.
            upTo: bytesMax + RequestLimits.formBytesMax,
            announced: request.headers[.contentLength].flatMap { Int($0) }, sayWhenLarger: sayWhenLarger)
        guard let upload = Upload(Array(body.readableBytesView), contentType: type) else {
            throw Refusal(.invalid, "This form cannot be read. Please send it from its page.")
        }
        try requireToken(upload.values, secret: secret)
        return upload
    }
}

extension Upload {
    /// A form without a file.
    fileprivate init(values: FormValues) {
        self.values = values
        files = [:]
    }
}
