# Samsung writes its name into the model; it also builds cameras and recorders, so the series are named here.
profile samsung
make Samsung

match sysDescr "Samsung C"
match sysDescr "Samsung C##*"
match sysDescr "Samsung CLP*"
match sysDescr "Samsung CLX*"
match sysDescr "Samsung K##*"
match sysDescr "Samsung M##*"
match sysDescr "Samsung X##*"
match sysDescr "Samsung ML*"
match sysDescr "Samsung SCX*"
match sysDescr "Samsung SL-*"
match hrDeviceDescr "Samsung * Series"
match deviceID.MFG "Samsung*"
match sysObjectID 1.3.6.1.4.1.236.11.5

model host-description hrDeviceDescr
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "Samsung M408x Series"
model system-description sysDescr
    before ";"
    before " OS "
    trust  A
    source "recordings"
    seen   "Samsung ML-2850 Series"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.236.11.5.1.1.1.4.0
    trust  B
    source "two pieces of code"

meter total-mono 1.3.6.1.4.1.236.11.5.11.53.11.1.2.0
    color    mono
    unit     impressions
    trust    B
    source   "two pieces of code"
meter total-color 1.3.6.1.4.1.236.11.5.11.53.11.1.1.0
    color    color
    unit     impressions
    trust    B
    source   "two pieces of code"
meter total 1.3.6.1.4.1.236.11.5.11.81.1.0
    trust    C
    source   "one piece of code each for this and another object"

# A row of the table of jobs says what was done, on which paper, on how many sides and in how many colours.
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

# Over IPP a stroke stands where SNMP has a blank.
supply-serial in-description-ipp
    after  "S/N_:"
    unless "*-"
    trust  A
    source "recordings"
    seen   "Samsung C1860 Series"
supply-serial in-description
    after  "S/N:"
    unless "*-"
    trust  A
    source "recordings"
    seen   "Samsung M408x Series"
