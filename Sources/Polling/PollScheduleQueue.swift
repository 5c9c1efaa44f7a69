// SPDX-License-Identifier: Apache-2.0

/// A binary heap of printers by the time they are due; ties go by address, so that the order never depends on
/// the history of the heap.
struct DueQueue: Sendable {
    struct Element: Sendable {
        var due: Int64
        var printer: String
        var plan: UInt32

        static func < (left: Element, right: Element) -> Bool {
            left.due != right.due ? left.due < right.due : left.printer < right.printer
        }
    }

    private var heap: [Element] = []

    var first: Element? { heap.first }
    var count: Int { heap.count }

    mutating func insert(_ element: Element) {
        heap.append(element)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right] < heap[left] ? right : left
            guard heap[child] < heap[parent] else { break }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
