# Epson writes its name into the model, and people read it there: EPSON WF-C5790.
profile epson
make Epson

match sysDescr "EPSON *"
match hrDeviceDescr "EPSON *"
match deviceID.MFG "EPSON"
match sysObjectID 1.3.6.1.4.1.1248.1.1
not-printer sysObjectID 1.3.6.1.4.1.1248.4
not-printer sysDescr "EPSON*Projector*"
device-id 1.3.6.1.4.1.1248.1.2.2.1.1.1.1.1

model host-description hrDeviceDescr
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "EPSON WF-C5790BA"
    seen   "EPSON CW-C6500Au"
model own 1.3.6.1.4.1.1248.1.2.2.1.1.1.2.1
    trust  B
    source "recordings"
    seen   "EPSON CW-C6500Au"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.1248.1.2.2.1.1.1.5.1
    trust  A
    source "code search; recordings, where it equals prtGeneralSerialNumber"
    seen   "EPSON CW-C6500Au"

meter total 1.3.6.1.4.1.1248.1.2.2.27.1.1.30.1.1
    unit     impressions
    trust    B
    source   "code search, checked against the panel of an AM-C550"
    seen     "AM-C550"
meter total-newer 1.3.6.1.4.1.1248.1.2.2.27.1.1.33.1.1
    unit     impressions
    trust    C
    source   "one capture of another program; on a recorded label printer it was 2"
meter total-mono 1.3.6.1.4.1.1248.1.2.2.27.1.1.3.1.1
    color    mono
    unit     impressions
    trust    B
    source   "code search, checked against the panel of an AM-C550; three other pieces of code"
    seen     "AM-C550"
meter total-color 1.3.6.1.4.1.1248.1.2.2.27.1.1.4.1.1
    color    color
    unit     impressions
    trust    B
    source   "code search, checked against the panel of an AM-C550; three other pieces of code"
    seen     "AM-C550"
meter print-total 1.3.6.1.4.1.1248.1.2.2.27.6.1.4.1.1.1
    function print
    unit     impressions
    trust    B
    source   "code search, checked against the panel of an AM-C550; two other pieces of code"
    seen     "AM-C550"
meter print-color 1.3.6.1.4.1.1248.1.2.2.27.6.1.5.1.1.1
    function print
    color    color
    unit     impressions
    trust    B
    source   "two pieces of code"
meter print-mono 1.3.6.1.4.1.1248.1.2.2.27.6.1.3.1.1.1
    function print
    color    mono
    unit     impressions
    trust    C
    source   "one capture of another program"
meter copy-total 1.3.6.1.4.1.1248.1.2.2.27.6.1.4.1.1.2
    function copy
    unit     impressions
    trust    B
    source   "code search, checked against the panel of an AM-C550; two other pieces of code"
    seen     "AM-C550"
meter copy-color 1.3.6.1.4.1.1248.1.2.2.27.6.1.5.1.1.2
    function copy
    color    color
    unit     impressions
    trust    B
    source   "two pieces of code"
meter copy-mono 1.3.6.1.4.1.1248.1.2.2.27.6.1.3.1.1.2
    function copy
    color    mono
    unit     impressions
    trust    C
    source   "one capture of another program"
meter fax-total 1.3.6.1.4.1.1248.1.2.2.27.6.1.4.1.1.3
    function fax
    unit     impressions
    trust    C
    source   "one capture of another program says faxes, a piece of code says all the rest"

# Its own table of inks says when each was put in: on the machine seen the day lies after the one it was made on,
# and the fullest ink has the youngest.
supply-table inks 1.3.6.1.4.1.1248.1.2.2.28.1.1
    column description 5
    column installed 17
    trust  B
    source "recordings"
    seen   "EPSON CW-C6500Au"

supply-type wasteInk "Maintenance Box*"
firmware own 1.3.6.1.4.1.1248.1.2.2.2.1.1.2.1.1
    trust  B
    source "glpi-agent Epson; recordings: the row named Main FW"
    seen   "EPSON CW-C6500Au"
part-number last-word
    word   last
    like   "*#*#*"
    trust  A
    source "recordings; cartridges that differ only in size are given with a stroke between them"
    seen   "EPSON WF-C5790BA"
    seen   "EPSON CW-C6500Au"
