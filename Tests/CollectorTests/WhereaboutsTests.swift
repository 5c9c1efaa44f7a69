// SPDX-License-Identifier: Apache-2.0
import Fleet
import Testing
import Values

@testable import Collector

@Suite struct WhereaboutsTests {
    private func reading(_ address: String, _ serial: String?, make: String? = "Alder", at second: Int64)
        -> Reading
    {
        var reading = Reading(
            address: address, heard: Instant(unixSeconds: second), saidOver: .ipp, isPrinter: true)
        reading.serial = serial
        reading.make = make
        return reading
    }

    @Test func `a serial that was heard elsewhere since has moved, and the later place has not`() {
        var places = Whereabouts()
        places.heard(reading("a", "TST-1", at: 1))
        #expect(places.laterPlace(of: "a") == nil)
        places.heard(reading("b", "tst-1", at: 2))
        #expect(places.laterPlace(of: "a") == "b" && places.laterPlace(of: "b") == nil)
        places.heard(reading("c", "TST-1", at: 3))
        #expect(places.laterPlace(of: "a") == "c")
        // A machine with two interfaces is heard at both.
        places.heard(reading("a", "TST-1", at: 4))
        #expect(places.laterPlace(of: "a") == nil)
        places.forget("c")
        #expect(places.laterPlace(of: "b") == "a")
    }

    @Test(arguments: [("unknown", "unknown"), (nil, nil), ("TST-1", "TST-2"), ("0000000", "0000000")])
    func `what is no serial, or another one, tells nothing`(one: String?, other: String?) {
        var places = Whereabouts()
        places.heard(reading("a", one, at: 1))
        places.heard(reading("b", other, at: 2))
        #expect(places.laterPlace(of: "a") == nil)
    }

    @Test func `makers count each from one, so another make's serial is another machine`() {
        var places = Whereabouts()
        places.heard(reading("a", "TST-1", at: 1))
        places.heard(reading("b", "TST-1", make: "Birch", at: 2))
        #expect(places.laterPlace(of: "a") == nil)
    }

    @Test func `who tells no serial is known by what it announced, unless somebody else took its address`() {
        var places = Whereabouts()
        places.announced("u", at: "a")
        places.heard(reading("a", nil, at: 1))
        places.heard(reading("b", nil, at: 2))
        places.announced("u", at: "a")
        places.announced("u", at: "b")
        #expect(places.laterPlace(of: "a") == "b")
        // An announcement can be forged; a serial that is another's cannot be talked away by it.
        places.heard(reading("b", "TST-2", at: 3))
        #expect(places.laterPlace(of: "a") == nil)
        places.heard(reading("c", "TST-3", at: 4))
        places.announced("v", at: "c")
        places.heard(reading("c", "TST-4", at: 5))
        #expect(places.remembered("c")?.uuid == nil)
    }

    @Test func `what is remembered over a restart tells as much as before`() throws {
        var before = Whereabouts()
        before.heard(reading("a", "TST-1", at: 1))
        before.heard(reading("b", nil, at: 1))
        before.announced("u", at: "b")
        var after = Whereabouts()
        for place in ["a", "b"] {
            let signs = try #require(before.remembered(place))
            after.restore(signs, at: place, lastHeard: Instant(unixSeconds: 1))
        }
        after.heard(reading("c", "TST-1", at: 2))
        after.heard(reading("d", nil, at: 2))
        after.announced("u", at: "d")
        #expect(after.laterPlace(of: "a") == "c" && after.laterPlace(of: "b") == "d")
    }
}
