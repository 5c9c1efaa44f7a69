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

supply-serial in-description
    after  "S/N:"
    unless "*-"
    trust  A
    source "recordings"
    seen   "Samsung M408x Series"
