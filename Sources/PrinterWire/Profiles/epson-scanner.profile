# Scanners on Epson's network interface answer like its printers, and do not print.
profile epson-scanner
make Epson

not-printer sysDescr "EPSON*Scan Server*"

model host-description hrDeviceDescr
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "DS-860"
# On a printer this object is the number of its network interface; on a scanner there is no other.
serial network-interface 1.3.6.1.4.1.1248.1.1.3.1.1.1.0
    trust  B
    source "recordings; librenms"
    seen   "DS-860"
firmware network-interface 1.3.6.1.4.1.1248.1.1.3.1.21.1.1.2.1
    trust  B
    source "recordings; librenms"
    seen   "DS-860"
