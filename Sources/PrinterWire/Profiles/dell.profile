# Dell's printers are built by Lexmark, Fuji Xerox and Samsung; Dell writes its name into the model.
profile dell
make Dell

match sysDescr "Dell * version * kernel *"
match sysDescr "Dell * Laser *"
match sysDescr "Dell MFP Laser *"
match hrDeviceDescr "Dell * Laser*"
match deviceID.MFG "Dell*"
match sysObjectID 1.3.6.1.4.1.674.10898

model system-description sysDescr
    before " version "
    before ";"
    trust  A
    source "recordings"
    seen   "Dell S5830dn"
    seen   "Dell B3460dn Laser Printer"
    seen   "Dell MFP Laser 3115cn"
firmware own 1.3.6.1.4.1.674.10898.100.1.1.1.0
    trust  A
    source "recordings"
    seen   "Dell S5830dn"
firmware system-description sysDescr
    after  " version "
    word   first
    trust  A
    source "recordings"
    seen   "Dell S5830dn"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.674.10898.100.2.1.2.1.6.1
    trust  C
    source "one list"
