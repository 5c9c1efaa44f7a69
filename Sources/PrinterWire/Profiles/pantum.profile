profile pantum
make Pantum

match sysDescr "Pantum *"
match hrDeviceDescr "Pantum *"
match deviceID.MFG "Pantum"
match sysObjectID 1.3.6.1.4.1.40093

model host-description hrDeviceDescr
    strip-prefix "Pantum "
    trust  B
    source "RFC 2790 hrDeviceDescr"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.40093.1.1.1.5
    trust  B
    source "glpi-agent Pantum"
serial own-newer 1.3.6.1.4.1.40093.6.1.2
    trust  B
    source "glpi-agent Pantum"

meter print-total 1.3.6.1.4.1.40093.1.1.3.12
    function print
    trust    C
    source   "glpi-agent only"
meter copy-total 1.3.6.1.4.1.40093.1.1.3.9
    function copy
    trust    C
    source   "glpi-agent only"
meter duplex-total 1.3.6.1.4.1.40093.1.1.3.1
    sides    duplex
    trust    C
    source   "glpi-agent only"
