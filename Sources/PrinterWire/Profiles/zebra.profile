# Label printers; the older ones answer through a print server by Extended Systems (enterprise 683).
profile zebra
make Zebra

match sysDescr "Zebra*"
match hrDeviceDescr "Zebra*"
match deviceID.MFG "Zebra*"
match sysObjectID 1.3.6.1.4.1.10642

model print-server 1.3.6.1.4.1.683.1.4.0
    trust  B
    source "recordings; librenms"
    seen   "79071"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial print-server 1.3.6.1.4.1.683.1.5.0
    trust  B
    source "recordings; librenms"
    seen   "79071"
firmware print-server 1.3.6.1.4.1.683.1.9.0
    trust  B
    source "recordings; librenms"
    seen   "79071"
