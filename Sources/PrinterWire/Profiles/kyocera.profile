profile kyocera
make Kyocera

match sysDescr "KYOCERA *"
match hrDeviceDescr "KYOCERA *"
match hrDeviceDescr "ECOSYS *"
match hrDeviceDescr "TASKalfa *"
match deviceID.MFG "KYOCERA*"
match sysObjectID 1.3.6.1.4.1.1347.41
device-id 1.3.6.1.4.1.1347.40.1.1.1.8.1

model own 1.3.6.1.4.1.1347.43.5.1.1.1.1
    strip-prefix "KYOCERA "
    trust  A
    source "recordings"
    seen   "FS-1028MFP"
    seen   "ECOSYS P2040dw"
model host-description hrDeviceDescr
    strip-prefix "KYOCERA "
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
serial own 1.3.6.1.4.1.1347.43.5.1.1.28.1
    trust  A
    source "glpi-agent Hardware.pm; recordings, where it equals prtGeneralSerialNumber"
    seen   "FS-1028MFP"
    seen   "ECOSYS P2040dw"
firmware own 1.3.6.1.4.1.1347.43.5.4.1.5.1.1
    trust  A
    source "recordings"
    seen   "FS-1028MFP"

meter total 1.3.6.1.4.1.1347.43.10.1.1.12.1.1
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; on an ECOSYS P2040dw it stood 1 % below prtMarkerLifeCount and was the sum of its sizes to the page"
    seen     "ECOSYS P2040dw"
meter sides-total 1.3.6.1.4.1.1347.42.2.5.1.1.1.1 + 1.3.6.1.4.1.1347.42.2.5.1.1.2.1
    unit     impressions
    trust    A
    source   "glpi-agent#382: what was printed on one side and on two together is the total; recordings, to the page"
    seen     "ECOSYS P2040dw"
meter simplex-total 1.3.6.1.4.1.1347.42.2.5.1.1.1.1
    sides    simplex
    unit     impressions
    trust    A
    source   "glpi-agent#382; recordings"
    seen     "ECOSYS P2040dw"
meter duplex-total 1.3.6.1.4.1.1347.42.2.5.1.1.2.1
    sides    duplex
    unit     impressions
    trust    A
    source   "glpi-agent#382; recordings"
    seen     "ECOSYS P2040dw"
# The table of sizes names its rows, and their order differs from model to model.
meter size-total 1.3.6.1.4.1.1347.42.2.1.1.1.6
    sizes    1.3.6.1.4.1.1347.42.2.1.1.1.2
    unit     impressions
    trust    A
    source   "recordings, where the sizes make the total to the page; another piece of code"
    seen     "ECOSYS P2040dw"
meter size-mono 1.3.6.1.4.1.1347.42.2.1.1.1.7
    sizes    1.3.6.1.4.1.1347.42.2.1.1.1.2
    color    mono
    unit     impressions
    trust    C
    source   "one piece of code; on one recorded machine the column is absent, as it prints black only"
meter size-color 1.3.6.1.4.1.1347.42.2.1.1.1.10
    sizes    1.3.6.1.4.1.1347.42.2.1.1.1.2
    color    color
    unit     impressions
    trust    C
    source   "one piece of code"
meter print-total 1.3.6.1.4.1.1347.42.3.1.1.1.1.1
    function print
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; another piece of code"
meter copy-total 1.3.6.1.4.1.1347.42.3.1.1.1.1.2
    function copy
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; another piece of code"
meter fax-total 1.3.6.1.4.1.1347.42.3.1.1.1.1.4
    function fax
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; another piece of code"
# Column 1 is black, 2 a single colour, 3 full colour; the ECOSYS series keeps all its colour in 2.
meter print-mono 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.1
    function print
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; three other pieces of code"
meter print-color 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.3 +? 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.2
    function print
    color    color
    unit     impressions
    not-on   "ECOSYS*"
    trust    A
    source   "glpi-agent Hardware.pm for full colour; three other pieces of code for the meaning of 2 and 3"
    seen     "TASKalfa series"
meter print-color-ecosys 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.2 +? 1.3.6.1.4.1.1347.42.3.1.2.1.1.1.3
    function print
    color    color
    unit     impressions
    on       "ECOSYS*"
    trust    B
    source   "two pieces of code that tell the ECOSYS series apart"
meter copy-mono 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.1
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Hardware.pm; three other pieces of code"
meter copy-color 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.3 +? 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.2
    function copy
    color    color
    unit     impressions
    not-on   "ECOSYS*"
    trust    A
    source   "glpi-agent Hardware.pm for full colour; three other pieces of code for the meaning of 2 and 3"
    seen     "TASKalfa series"
meter copy-color-ecosys 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.2 +? 1.3.6.1.4.1.1347.42.3.1.2.1.1.2.3
    function copy
    color    color
    unit     impressions
    on       "ECOSYS*"
    trust    B
    source   "two pieces of code that tell the ECOSYS series apart"
meter fax-mono 1.3.6.1.4.1.1347.42.3.1.2.1.1.4.1
    function fax
    color    mono
    unit     impressions
    trust    B
    source   "two pieces of code"
meter black 1.3.6.1.4.1.1347.42.2.2.1.1.3.1.1
    color    mono
    unit     impressions
    trust    B
    source   "glpi-agent Hardware.pm and another piece of code, for machines that only print"
meter color 1.3.6.1.4.1.1347.42.2.1.1.1.8.1.1
    color    color
    unit     impressions
    trust    C
    source   "glpi-agent Hardware.pm; by another piece of code it is the single colour of the first size of paper"
meter scan-total 1.3.6.1.4.1.1347.46.10.1.1.5.3
    function scan
    unit     scans
    trust    A
    source   "glpi-agent Hardware.pm"
meter copy-scans 1.3.6.1.4.1.1347.42.3.1.3.1.1.2
    function copy
    unit     scans
    trust    B
    source   "two pieces of code: pages scanned in order to copy them"
meter fax-scans 1.3.6.1.4.1.1347.42.3.1.3.1.1.4
    function fax
    unit     scans
    trust    B
    source   "two pieces of code: pages scanned in order to fax them"

part-number description-itself
    like   "TK-#*"
    trust  A
    source "recordings"
    seen   "ECOSYS P2040dw"
    seen   "FS-4 series with TK-3130"
