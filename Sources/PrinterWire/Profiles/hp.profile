profile hp
make HP

match sysDescr "HP ETHERNET MULTI-ENVIRONMENT*"
match sysDescr "*JETDIRECT*"
match sysDescr "HP *LaserJet*"
match sysDescr "HP *OfficeJet*"
match sysDescr "HP *PageWide*"
match hrDeviceDescr "HP *"
match deviceID.MFG "Hewlett-Packard"
match deviceID.MFG "HP"
match sysObjectID 1.3.6.1.4.1.11.2.3.9
not-printer sysObjectID 1.3.6.1.4.1.11.2.3.7
not-printer sysDescr "*ProCurve*"
not-printer sysDescr "Integrated Lights-Out*"

# Some print servers keep these under a context of their own; recordings jetdirect_context and
# jetdirect_supplies_context.
context Jetdirect 1.3.6.1.2.1.43.11.1.1
context Jetdirect 1.3.6.1.4.1.11.2.3.9.1.1.7

model host-description hrDeviceDescr
    strip-prefix "HP "
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "Color LaserJet M452nw"
    seen   "Color LaserJet flow MFP M880"
model device-id deviceID.MDL
    strip-prefix "HP "
    trust  A
    source "IEEE 1284 device id; recordings"
    seen   "Color LaserJet M452nw"
model system-description sysDescr
    after  "PID:"
    before ","
    strip-prefix "HP "
    trust  B
    source "recordings; on some models people may rename this part, so it comes last"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.11.2.3.9.4.2.1.1.3.3.0
    trust  A
    source "glpi-agent HPNetPeripheral"
firmware own 1.3.6.1.4.1.11.2.3.9.4.2.1.1.3.6.0
    trust  A
    source "glpi-agent HPNetPeripheral"

meter total 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.5.0
    unit     impressions
    trust    A
    source   "glpi-agent HPNetPeripheral; FusionInventory; two other pieces of code"
meter total-mono 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.6.0
    color    mono
    unit     impressions
    trust    B
    source   "glpi-agent HPNetPeripheral; FusionInventory; four other pieces of code"
meter total-color 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.7.0
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent HPNetPeripheral; FusionInventory; five other pieces of code"
meter duplex-total 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.22.0
    sides    duplex
    unit     unknown
    trust    A
    source   "glpi-agent HPNetPeripheral; FusionInventory; what it counts of a sheet was not confirmed"
meter mono-a3 1.3.6.1.4.1.11.2.3.9.4.2.1.1.16.1.1.11.27.0
    color    mono
    size     a3
    unit     impressions
    trust    C
    source   "one piece of code"
meter color-a3 1.3.6.1.4.1.11.2.3.9.4.2.1.1.16.3.1.1.27.0
    color    color
    size     a3
    unit     impressions
    trust    C
    source   "one piece of code"
meter scan-total 1.3.6.1.4.1.11.2.3.9.4.2.1.1.16.2.1.5.0
    function scan
    unit     scans
    trust    C
    source   "one note"

# The smaller LaserJets that Samsung built keep Samsung's table of jobs; a row says what was done, on which
# paper and in how many colours.
meter job-print-mono 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 1
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.6 = 3
    rows     sum
    function print
    color    mono
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-print-color 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 1
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.6 = 1 + 2
    rows     sum
    function print
    color    color
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-print-size 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 1
    sizes    1.3.6.1.4.1.236.11.5.11.53.11.2.1.3 samsungPaperSize
    function print
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-print-duplex 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 1
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.5 = 2 + 3
    rows     sum
    function print
    sides    duplex
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-copy-mono 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 2
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.6 = 3
    rows     sum
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-copy-color 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 2
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.6 = 1 + 2
    rows     sum
    function copy
    color    color
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-copy-size 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 2
    sizes    1.3.6.1.4.1.236.11.5.11.53.11.2.1.3 samsungPaperSize
    function copy
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-copy-duplex 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 2
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.5 = 2 + 3
    rows     sum
    function copy
    sides    duplex
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-fax 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 3
    rows     sum
    function fax
    unit     impressions
    trust    A
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels"
meter job-scan 1.3.6.1.4.1.236.11.5.11.53.11.2.1.7
    where    1.3.6.1.4.1.236.11.5.11.53.11.2.1.2 = 5
    rows     sum
    function scan
    unit     scans
    trust    B
    source   "SAMSUNG-HOST-RESOURCES-EXT-MIB scmHrDevCountTable by its own words; figures of two HP lasers agreed with their panels; whether a scan that is sent counts here too was not confirmed"
words samsungPaperSize 1 small 2 large 3 letter 4 legal 5 a4 6 executive 7 "jis b5" 8 b5 14 c6 15 folio 16 a5
words samsungPaperSize 17 statement 18 a6 19 ledger 20 a3 21 "jis b4" 24 custom 25 letter 26 a4 27 "jis b5"
words samsungPaperSize 28 a5 29 executive 30 statement 31 "a3 over"

supply-type tonerCartridge "* cartridge* HP C*"
supply-type tonerCartridge "* cartridge* HP W*"
part-number after-make
    after  " HP "
    word   first
    unless "*,"
    like   "*#*"
    trust  B
    source "recordings"
    seen   "Color LaserJet M452nw"
    seen   "Color LaserJet flow MFP M880"
