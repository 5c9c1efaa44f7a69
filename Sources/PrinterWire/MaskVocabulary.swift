// SPDX-License-Identifier: Apache-2.0

/// The words of the trade: what may stay in a masked text, because it says something of printers and nothing of
/// anybody. Words for rooms, people and organisations are left out on purpose.
enum MaskVocabulary {
    /// So few digits number a tray or a row; more may be a telephone or a room.
    private static let digitsMax = 2

    /// Whether a word, in lower case, tells nothing of anybody.
    static func holds(_ word: [UInt8]) -> Bool {
        let digits = word.count { TextForms.isDigit($0) }
        guard digits <= digitsMax else { return false }
        if digits == word.count || word.count == 1 { return true }
        let letters = word.split { TextForms.isDigit($0) }
        return words.contains(word) || letters.allSatisfy { words.contains(Array($0)) }
    }

    /// What firmware writes where it has nothing to say.
    static func isNothing(_ word: [UInt8]) -> Bool { nothing.contains(word) }

    private static let nothing = wordSet("unknown none null na not available default public")

    private static let words: Set<[UInt8]> =
        wordSet(general).union(wordSet(parts)).union(wordSet(paper)).union(wordSet(states)).union(nothing)

    private static func wordSet(_ text: String) -> Set<[UInt8]> {
        Set(text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) })
    }

    private static let general = """
        a all an and any are as at by can cannot check contact do for from has have hold if in into is it its \
        level levels line lines low max maximum min minimum mode more name new next no not number of off on one \
        open only or other out please press reached remaining remove replace see select set size standard still \
        system than the this time to total totals type up use used used value version wait when with yes your \
        count counter counts copies copy copied duplex fax faxes full half image images impression impressions \
        job jobs large life lifetime list long mono monochrome page pages picture print printed printer prints \
        quantity received reset scan scanned scans send sent sheet sheets short side sides simplex small special \
        sum twin two single color colour colors colours coverage blank average mfp multifunction laser inkjet \
        network adapter card ethernet interface port lan usb parallel serial wireless wlan wifi loopback lo eth \
        memory disk drive ram rom flash firmware software hardware controller engine board main sub option kit \
        pcl pjl postscript pdf xps ipp lpr ftp http https raw tcp udp mib snmp bonjour airprint bw colr de en us \
        utf ascii roman iso latin language english deutsch
        """

    private static let parts = """
        toner ink drum unit developer fuser fusing transfer belt roller rollers waste box bottle container \
        cartridge cartridges imaging kit maintenance pickup feed feeder separation pad staple staples stapler \
        punch punching finisher sorter booklet saddle fold folder stacker mailbox adf spdf dadf document glass \
        platen laser scanner photoconductor photoconductive opc corona wire charge charging cleaner cleaning \
        blade filter ozone head heads printhead waster collector receptacle supply supplies ribbon web oil \
        black cyan magenta yellow photo matte light gray grey white clear transparent cmy cmyk k c m y bk \
        cover door front rear left right upper lower top bottom side inner outer lid panel display console
        """

    private static let paper = """
        tray trays cassette cassettes bypass manual multi multipurpose mp mpt purpose drawer slot bin input \
        output exit face down standard paper envelope envelopes letter letterhead legal ledger executive tabloid \
        statement folio oficio recycled bond preprinted prepunched thick thin heavy plain cardstock labels \
        label transparency transparencies rough vellum coated glossy index tab hole punched custom user roll a0 \
        a1 a2 a3 a4 a5 a6 b4 b5 b6 jis com10 monarch dl c4 c5 c6 invoice stationery iso na jpn weight lef sef \
        large capacity lct lcc hcf mm inch inches media empty loaded any
        """

    private static let states = """
        ready idle printing warming warmup up sleep sleeping asleep standby power powersave saver save saving \
        energy offline online error errors warning warnings alert alerts jam jammed jams misfeed busy processing \
        receiving paused pausing stopped stop start started initializing calibrating adjusting cooling low near \
        end empty almost full missing installed inserted removed replaced closed open opened change changed \
        load add needed required soon ok good normal active inactive enabled disabled on off failure failed fail \
        service call required user intervention attention order
        """
}
