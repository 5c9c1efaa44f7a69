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

meter print-total 1.3.6.1.4.1.40093.1.1.3.12
    function print
    trust    C
    source   "glpi-agent only"
meter copy-total 1.3.6.1.4.1.40093.1.1.3.9
    function copy
    trust    C
    source   "glpi-agent only"
