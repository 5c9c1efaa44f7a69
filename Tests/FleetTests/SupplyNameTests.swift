// SPDX-License-Identifier: Apache-2.0
import Fleet
import Testing

@Suite struct SupplyNameTests {
    @Test(
        arguments: [
            ("Black Toner, PN 12R34;SN0E4FDE6F", "12R34", "0E4FDE6F", "Black Toner"),
            ("Fuser, PN unknown;SNunknown", nil, nil, "Fuser"),
            ("Black Toner Cartridge S/N:AB-123456", nil, "AB-123456", "Black Toner Cartridge"),
            ("Black Toner_S/N_:AB-123456", nil, "AB-123456", "Black Toner"),
            ("TK-0000", "TK-0000", nil, "TK-0000"),
            ("Drum", nil, nil, "Drum"),
            ("", nil, nil, ""),
        ] as [(String, String?, String?, String)])
    func `a supply is called what people call it, without its numbers`(
        description: String, partNumber: String?, serial: String?, name: String
    ) {
        let supply = Supply(
            index: "1.1", description: description, type: .toner, colorant: nil, supplyClass: nil,
            level: .unknown,
            raw: RawLevel(level: nil, max: nil, unit: nil, oid: "1"), partNumber: partNumber, serial: serial)
        #expect(supply.name == name)
    }
}
