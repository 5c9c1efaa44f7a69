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
    /// Asks before somebody signs out on a phone with something unsent.
    let leaving: File
    let walkStyle: File
    /// The walk on a phone, and what it keeps there.
    let walk: File
    let walkStore: File
    /// The walk's own page: the same for everybody, with nobody's data in it.
    let walkPage: ByteBuffer
    /// The worker that keeps that page for when there is no network.
    let walkWorker: ByteBuffer
    let walkManifest: ByteBuffer
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
        leaving = file("leaving", "js", "text/javascript; charset=utf-8", PackageResources.leaving_js)
        walkStyle = file("walk", "css", "text/css; charset=utf-8", PackageResources.walk_css)
        walkStore = file(
            "walk-store", "js", "text/javascript; charset=utf-8", PackageResources.walk_store_js)
        // A script names the one it needs by its content, too; otherwise an old one could stay beside a new one.
        let script = String(decoding: PackageResources.walk_js, as: UTF8.self)
            .replacing("./walk-store.js", with: "./\(walkStore.name)")
        walk = file("walk", "js", "text/javascript; charset=utf-8", Array(script.utf8))
        let all = [tokens, parts, live, keys, icon, leaving, walkStyle, walkStore, walk]
        byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

        func path(_ file: File) -> String { Route.asset(file.name).path }
        var page = String(decoding: PackageResources.walk_html, as: UTF8.self)
        for (name, file) in [
            ("icon", icon), ("tokens", tokens), ("parts", parts), ("walkStyle", walkStyle), ("walk", walk),
        ] {
            page = page.replacing("ASSET(\(name))", with: path(file))
        }
        walkPage = ByteBuffer(string: page)
        let shell = [Route.walkOnPhone.path] + [tokens, parts, walkStyle, walk, walkStore, icon].map(path)
        let worker = String(decoding: PackageResources.walk_worker_js, as: UTF8.self)
        let head = """
            const version = "\(contentName(Array((page + worker).utf8)))";
            const shell = \(JSON.list(shell.map(JSON.text)).canonical);

            """
        walkWorker = ByteBuffer(string: head + worker)
        walkManifest = ByteBuffer(
            string: JSON.object([
                .init("name", .text("Goodword: walk")), .init("short_name", .text("Walk")),
                .init("start_url", .text(Route.walkOnPhone.path)),
                .init("scope", .text(Route.walkOnPhone.path)),
                .init("display", .text("standalone")), .init("background_color", .text("#fbf8f2")),
                .init("theme_color", .text("#fbf8f2")),
                .init(
                    "icons",
                    .list([
                        .object([
                            .init("src", .text(path(icon))), .init("sizes", .text("any")),
                            .init("type", .text("image/svg+xml")),
                        ])
                    ])),
            ]).canonical)
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
