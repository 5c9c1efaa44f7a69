# Brother's device id may name another model than the machine is; its host description is right.
profile brother
make Brother

match sysDescr "Brother *"
match hrDeviceDescr "Brother *"
match deviceID.MFG "Brother"
match sysObjectID 1.3.6.1.4.1.2435.2.3.9
device-id 1.3.6.1.4.1.2435.2.3.9.1.1.7.0

model host-description hrDeviceDescr
    strip-prefix "Brother "
    strip-suffix " series"
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "MFC-L2710DW"
model own 1.3.6.1.4.1.2435.2.4.3.2435.5.13.3.0
    strip-prefix "Brother "
    strip-suffix " series"
    trust  A
    source "recordings"
    seen   "MFC-L2710DW"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.1.0
    trust  A
    source "glpi-agent; bieniu/brother; recordings"
    seen   "MFC-L2710DW"
firmware own 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.17.0
    trust  A
    source "glpi-agent; bieniu/brother"
firmware system 1.3.6.1.4.1.2435.2.4.3.1240.6.5.0
    strip-prefix "Firmware Ver."
    trust  B
    source "recordings"
    seen   "MFC-L2710DW"

# Records of seven bytes: key, 01 04, a number of four bytes.
meter total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record 00
    unit   impressions
    trust  A
    source "glpi-agent; bieniu/brother"
    seen   "DCP-L3550CDW"
meter total-mono 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record 01
    color  mono
    unit   impressions
    trust  A
    source "glpi-agent; bieniu/brother; with the colour pages it makes the total"
    seen   "DCP-L3550CDW"
meter total-color 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0
    record 02
    color  color
    unit   impressions
    trust  A
    source "glpi-agent; bieniu/brother; with the black pages it makes the total"
    seen   "DCP-L3550CDW"
meter print-total 1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.52.21.1.3.1
    function print
    unit     impressions
    trust    C
    source   "glpi-agent"
