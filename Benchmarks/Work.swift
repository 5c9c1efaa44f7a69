// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Processor time by who took it, in nanoseconds: what a reading costs, whatever else the machine does meanwhile.
struct Work {
    /// The engine's thread: sockets, decoding, deciding.
    var asking = 0
    /// The thread that answers for the printers.
    var answering = 0
    /// Everything else: interpreting and writing down.
    var understanding = 0

    /// Of this process since it began; nothing where the system does not tell.
    static func sinceStart() -> Work {
        var work = Work()
        let tasks = "/proc/self/task"
        for task in (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? [] {
            let time = text("\(tasks)/\(task)/schedstat").split(separator: " ").first.flatMap { Int($0) } ?? 0
            switch text("\(tasks)/\(task)/comm").trimmingCharacters(in: .whitespacesAndNewlines) {
            case "inquiries": work.asking += time
            case "virtual-agent": work.answering += time
            default: work.understanding += time
            }
        }
        return work
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    static func - (later: Work, earlier: Work) -> Work {
        Work(
            asking: later.asking - earlier.asking, answering: later.answering - earlier.answering,
            understanding: later.understanding - earlier.understanding)
    }
}

extension PollingRound {
    private func each(_ nanoseconds: Int) -> String {
        rounded(Double(nanoseconds) / 1_000 / Double(max(1, heard)))
    }

    var workOfOne: String { each(work.asking + work.answering + work.understanding) }

    var workByThread: String {
        "µs of processor time: \(each(work.asking)) to ask, \(each(work.understanding)) to understand and write, "
            + "\(each(work.answering)) for the printers to answer"
    }
}
