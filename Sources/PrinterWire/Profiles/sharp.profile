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

# On the machine seen, 5.4.61 + 5.4.63 made prtMarkerLifeCount to the page, and jobs 1, 4 and 5.5 made 5.4.
meter total-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.5.4.61
    color    mono
    unit     impressions
    trust    B
    source   "librenms; recordings, where black and colour make prtMarkerLifeCount to the page"
    seen     "SHARP MX-3570N"
meter total-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.5.4.63
    color    color
    unit     impressions
    trust    B
    source   "librenms; recordings, where black and colour make prtMarkerLifeCount to the page"
    seen     "SHARP MX-3570N"
meter print-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.1.4.61
    function print
    color    mono
    unit     impressions
    trust    B
    source   "librenms; recordings, where the jobs make the total to the page"
    seen     "SHARP MX-3570N"
meter print-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.1.4.63
    function print
    color    color
    unit     impressions
    trust    B
    source   "librenms; recordings, where the jobs make the total to the page"
    seen     "SHARP MX-3570N"
meter copy-mono 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.61
    function copy
    color    mono
    unit     impressions
    trust    C
    source   "by elimination only; others hold job 5 for the copies"
meter copy-color 1.3.6.1.4.1.2385.1.1.19.2.1.3.4.4.63
    function copy
    color    color
    unit     impressions
    trust    C
    source   "by elimination only; others hold job 5 for the copies"
