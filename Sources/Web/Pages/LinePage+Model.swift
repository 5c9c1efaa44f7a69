// SPDX-License-Identifier: Apache-2.0

/// One line of Today by itself: the evidence, what was done, and the forms that settle it.
struct LinePage: PageModel {
    static let template = "line"
    static let section: Section? = .today

    var title: String { line.who }
    let line: LineItem
    let since: TimeText
    let saidWhere: String
    let history: [ActText]
    let fault: String?

    static let sample = LinePage(
        line: .sample, since: TimeWords.sample.at(TimeWords.sample.now), saidWhere: "on the walk",
        history: [ActText(.sample, by: .sample, .sample)], fault: "Please say why.")
}
