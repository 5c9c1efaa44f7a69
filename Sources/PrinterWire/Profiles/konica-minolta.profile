profile konica-minolta
make "Konica Minolta"

match sysDescr "KONICA MINOLTA *"
match hrDeviceDescr "KONICA MINOLTA *"
match deviceID.MFG "KONICA MINOLTA"
match sysObjectID 1.3.6.1.4.1.18334

model own 1.3.6.1.4.1.18334.1.1.1.1.6.2.1.0
    strip-prefix "KONICA MINOLTA "
    trust  A
    source "recordings: the badge, which the system description does not always tell"
    seen   "Develop ineo+ 280"
model system-description sysDescr
    strip-prefix "KONICA MINOLTA "
    trust  A
    source "recordings"
firmware own 1.3.6.1.4.1.18334.1.1.1.1.6.1.0
    trust  B
    source "recordings"
    seen   "Develop ineo+ 280"

meter total 1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0
    unit     impressions
    trust    A
    source   "glpi-agent Konica"
meter duplex-total 1.3.6.1.4.1.18334.1.1.1.5.7.2.1.3.0
    sides    duplex
    unit     unknown
    trust    B
    source   "glpi-agent Konica and another piece of code; what it counts of a sheet was not confirmed"
# Columns 1 to 4 are black, full colour, single colour and two colours; some models lack the last, or write a
# figure below zero there. Colour is all that is not black.
meter copy-mono 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.1.1
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Konica; four other pieces of code"
meter copy-color 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.2.1 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.3.1 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.4.1
    function copy
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Konica for full colour; two other pieces of code for the other two, with their absence"
meter copy-mono-large 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.1.1
    function copy
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "two pieces of code; on a KONICA MINOLTA 306 one large sheet counts as two"
meter copy-color-large 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.2.1 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.3.1 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.4.1
    function copy
    color    color
    size     large
    unit     impressions
    trust    B
    source   "two pieces of code"
meter print-mono 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.1.2
    function print
    color    mono
    unit     impressions
    trust    A
    source   "glpi-agent Konica; four other pieces of code"
meter print-color 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.2.2 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.3.2 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.5.4.2
    function print
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent Konica for full colour; two other pieces of code for the other two, with their absence"
meter print-mono-large 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.1.2
    function print
    color    mono
    size     large
    unit     impressions
    trust    B
    source   "two pieces of code; on a KONICA MINOLTA 306 one large sheet counts as two"
meter print-color-large 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.2.2 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.3.2 +? 1.3.6.1.4.1.18334.1.1.1.5.7.2.2.1.7.4.2
    function print
    color    color
    size     large
    unit     impressions
    trust    B
    source   "two pieces of code"
meter scan-total 1.3.6.1.4.1.18334.1.1.1.5.7.2.3.1.5.1
    function scan
    unit     scans
    trust    A
    source   "glpi-agent Konica; another piece of code"
meter scan-large 1.3.6.1.4.1.18334.1.1.1.5.7.2.3.1.6.1
    function scan
    size     large
    unit     scans
    trust    C
    source   "one piece of code"
