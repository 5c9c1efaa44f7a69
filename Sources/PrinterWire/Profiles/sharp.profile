# Sharp writes its name into the model, and people read it there: SHARP MX-3570N.
profile sharp
make Sharp

match sysDescr "SHARP MX-*"
match sysDescr "SHARP AR-*"
match sysDescr "SHARP BP-*"
match hrDeviceDescr "SHARP *"
match deviceID.MFG "SHARP"
match sysObjectID 1.3.6.1.4.1.2385.3.1

model host-description hrDeviceDescr
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "SHARP MX-3570N"
model system-description sysDescr
    trust  A
    source "recordings"
    seen   "SHARP MX-2614N"
    seen   "SHARP MX-C301W"
firmware own 1.3.6.1.4.1.2385.2.1.1.2.1.2.1
    trust  B
    source "recordings; librenms"
    seen   "SHARP MX-3570N"

# The machine names each counter in a column of its own; black and colour of all jobs made prtMarkerLifeCount to
# the page on the machine seen, and so did its jobs. Colour is all that is not black.
meter total-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.5.4.61
    color    mono
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter total-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.5.4.63 +? 1.3.6.1.4.1.2385.1.1.19.2.1.3.5.4.64 +? 1.3.6.1.4.1.2385.1.1.19.2.1.3.5.4.80
    color    color
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms: full, two and single colour"
    seen     "SHARP MX-3570N"
meter print-total 1.3.6.1.4.1.2385.1.1.19.2.1.3.1.4.60
    function print
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter print-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.1.4.61
    function print
    color    mono
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter print-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.1.4.63
    function print
    color    color
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter print-duplex 1.3.6.1.4.1.2385.1.1.19.2.1.3.1.4.75
    function print
    sides    duplex
    unit     unknown
    trust    A
    source   "the machine names the counter itself; recordings; librenms; what it counts of a sheet was not confirmed"
    seen     "SHARP MX-3570N"
meter copy-total 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.60
    function copy
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter copy-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.61
    function copy
    color    mono
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter copy-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.63 +? 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.64 +? 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.80
    function copy
    color    color
    unit     impressions
    trust    A
    source   "the machine names the counter itself; recordings; librenms: full, two and single colour"
    seen     "SHARP MX-3570N"
meter scan-total 1.3.6.1.4.1.2385.1.1.19.2.1.3.7.4.50
    function scan
    unit     scans
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter scan-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.7.4.51
    function scan
    color    mono
    unit     scans
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
meter scan-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.7.4.53
    function scan
    color    color
    unit     scans
    trust    A
    source   "the machine names the counter itself; recordings; librenms"
    seen     "SHARP MX-3570N"
