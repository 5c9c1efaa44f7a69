// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import Practice
import Values

/// Styles, scripts and the icon: they lie in the program, under names that change with their content, so that
/// a browser may keep them for ever.
struct Assets: Sendable {
    struct File: Sendable {
        let name: String
        let type: String
        let bytes: ByteBuffer
    }

    let tokens: File
    let parts: File
    let live: File
    let keys: File
    let icon: File
    private let byName: [String: File]

    init() {
        func file(_ stem: String, _ ending: String, _ type: String, _ bytes: [UInt8]) -> File {
            File(name: "\(stem).\(contentName(bytes)).\(ending)", type: type, bytes: ByteBuffer(bytes: bytes))
        }
        tokens = file("tokens", "css", "text/css; charset=utf-8", PackageResources.tokens_css)
        parts = file("parts", "css", "text/css; charset=utf-8", PackageResources.parts_css)
        live = file("live", "js", "text/javascript; charset=utf-8", PackageResources.live_js)
        keys = file("keys", "js", "text/javascript; charset=utf-8", PackageResources.keys_js)
        icon = file("mark", "svg", "image/svg+xml", PackageResources.mark_svg)
        byName = Dictionary([tokens, parts, live, keys, icon].map { ($0.name, $0) }) { first, _ in first }
    }

    func response(named name: String) throws -> Response {
        guard let file = byName[name] else {
            throw Refusal(.notFound, "There is no such file. Please load the page again.")
        }
        return Response(
            status: .ok,
            headers: [.contentType: file.type, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: file.bytes))
    }
}
