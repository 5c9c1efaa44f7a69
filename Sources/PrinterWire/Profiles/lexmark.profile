profile lexmark
make Lexmark

match sysDescr "Lexmark *"
match hrDeviceDescr "Lexmark *"
match deviceID.MFG "Lexmark*"
match sysObjectID 1.3.6.1.4.1.641
device-id 1.3.6.1.4.1.641.2.1.2.1.3.1

model system-description sysDescr
    before " version "
    strip-prefix "Lexmark "
    trust  A
    source "recordings"
    seen   "T640"
    seen   "Infoprint 1130 (under another badge)"
model host-description hrDeviceDescr
    strip-prefix "Lexmark "
    word   first
    trust  B
    source "RFC 2790 hrDeviceDescr, which goes on with the serial number"
firmware system-description sysDescr
    after  " version "
    word   first
    trust  A
    source "recordings"
    seen   "T640"

serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial mps 1.3.6.1.4.1.641.6.2.3.1.5.1
    trust  A
    source "LEXMARK-MPS-MIB deviceSerialNumber; glpi-agent Lexmark"
serial own 1.3.6.1.4.1.641.2.1.2.1.6.1
    trust  A
    source "LEXMARK-PVT-MIB prtgenSerialNo; glpi-agent Lexmark; two other pieces of code"
firmware own 1.3.6.1.4.1.641.2.1.2.1.4.1
    trust  A
    source "LEXMARK-PVT-MIB prtgenCodeRevision; glpi-agent Lexmark; another piece of code"

# Rows are known by their type and their unit (4 is sides), never by their number. What the MIB calls safe was
# delivered to the tray, what it calls picked was drawn in and may have jammed.
meter total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 2
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter total-mono 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 3
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    color    mono
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter total-color 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 4
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    color    color
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter print-total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 16
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function print
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter print-mono 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 17
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function print
    color    mono
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter print-color 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 18
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function print
    color    color
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter copy-total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 32
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function copy
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter copy-mono 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 33
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter copy-color 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 34
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function copy
    color    color
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter fax-total 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 48
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function fax
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter fax-mono 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 49
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function fax
    color    mono
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
meter fax-color 1.3.6.1.4.1.641.6.4.2.1.1.4
    where    1.3.6.1.4.1.641.6.4.2.1.1.2 = 50
    where    1.3.6.1.4.1.641.6.4.2.1.1.3 = 4
    function fax
    color    color
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperGeneralCountTable, joined on its type and its unit"
# A row for each size and kind of paper; the kinds of one size are added up.
meter size-mono 1.3.6.1.4.1.641.6.4.2.2.1.6
    sizes    1.3.6.1.4.1.641.6.4.2.2.1.2 lexmarkPaperSize
    color    mono
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperSidesCountTable, paperSidesMonoSafe by PaperSizeTC"
meter size-color 1.3.6.1.4.1.641.6.4.2.2.1.7
    sizes    1.3.6.1.4.1.641.6.4.2.2.1.2 lexmarkPaperSize
    color    color
    unit     impressions
    trust    A
    source   "LEXMARK-MPS-MIB paperSidesCountTable, paperSidesColorSafe by PaperSizeTC"
meter scan-total 1.3.6.1.4.1.641.6.4.3.1.1.4
    where    1.3.6.1.4.1.641.6.4.3.1.1.2 = 3 + 4 + 5 + 6 + 7 + 259 + 260 + 261 + 262 + 263
    rows     sum
    function scan
    unit     scans
    trust    A
    source   "LEXMARK-MPS-MIB scanCountTable: sides scanned to send or keep them, from the feeder and the glass"
words lexmarkPaperSize 1 unknown 2 other 3 universal 4 custom 8 letter 9 legal 10 executive 11 folio
words lexmarkPaperSize 12 statement 13 oficio 14 tabloid 64 a0 65 a1 66 a2 67 a3 68 a4 69 a5 70 a6 76 b4 77 b5
words lexmarkPaperSize 78 b6 139 "jis b3" 140 "jis b4" 141 "jis b5"

meter old-total 1.3.6.1.4.1.641.2.1.5.1.0
    unit     impressions
    trust    C
    source   "several lists; older models, on which the standard counter says the same"
meter old-mono 1.3.6.1.4.1.641.2.1.5.2.0
    color    mono
    unit     impressions
    trust    B
    source   "four pieces of code; models without the MPS tables"
meter old-color 1.3.6.1.4.1.641.2.1.5.3.0
    color    color
    unit     impressions
    trust    B
    source   "four pieces of code; models without the MPS tables"

# What is in the machine, with the day it was put in and the counter then; and what was in it before, with the
# sides it printed and what was left of it: the evidence for a cartridge taken out too early.
supply-table current 1.3.6.1.4.1.641.6.4.4.1.1
    column type 3 lexmarkSupplyType
    column colorant 4
    column description 5
    column serial 6
    column part-number 7
    column installed 10
    column pages-at-install 11
    column capacity 14
    column level 16
    trust A
    source "LEXMARK-MPS-MIB currentSuppliesTable"
supply-table before 1.3.6.1.4.1.641.6.4.4.2.1
    history
    column type 3 lexmarkSupplyType
    column colorant 4
    column description 5
    column serial 6
    column installed 8
    column pages 9
    column capacity 11
    column level 12
    trust A
    source "LEXMARK-MPS-MIB supplyHistoryTable"
words lexmarkSupplyType 3 inkCartridge 4 ink 5 other 6 toner 7 opc 8 transferUnit 9 fuser 10 wasteToner
words lexmarkSupplyType 11 staples 12 wastePaper 13 toner 14 opc

# Bits of hrPrinterDetectedErrorState that do not fit the machine's state were seen by one person; until somebody
# sees them beside the state reasons of the same machine, SNMP's word stays.
counts errors ipp
    trust  C
    source "centreon-plugins#794"
