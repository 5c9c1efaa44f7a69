profile hp
make HP

match sysDescr "HP ETHERNET MULTI-ENVIRONMENT*"
match sysDescr "*JETDIRECT*"
match sysDescr "HP *LaserJet*"
match sysDescr "HP *OfficeJet*"
match sysDescr "HP *PageWide*"
match hrDeviceDescr "HP *"
match deviceID.MFG "Hewlett-Packard"
match deviceID.MFG "HP"
match sysObjectID 1.3.6.1.4.1.11.2.3.9
not-printer sysObjectID 1.3.6.1.4.1.11.2.3.7
not-printer sysDescr "*ProCurve*"
not-printer sysDescr "Integrated Lights-Out*"

model host-description hrDeviceDescr
    strip-prefix "HP "
    trust  A
    source "RFC 2790 hrDeviceDescr; recordings"
    seen   "Color LaserJet M452nw"
    seen   "Color LaserJet flow MFP M880"
model device-id deviceID.MDL
    strip-prefix "HP "
    trust  A
    source "IEEE 1284 device id; recordings"
    seen   "Color LaserJet M452nw"
model system-description sysDescr
    after  "PID:"
    before ","
    strip-prefix "HP "
    trust  B
    source "recordings; on some models people may rename this part, so it comes last"
serial general prtSerial
    trust  A
    source "RFC 3805 prtGeneralSerialNumber"
serial own 1.3.6.1.4.1.11.2.3.9.4.2.1.1.3.3.0
    trust  A
    source "glpi-agent HPNetPeripheral"
firmware own 1.3.6.1.4.1.11.2.3.9.4.2.1.1.3.6.0
    trust  A
    source "glpi-agent HPNetPeripheral"

meter total 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.5.0
    unit     impressions
    trust    A
    source   "glpi-agent HPNetPeripheral; FusionInventory"
meter total-mono 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.6.0
    color    mono
    unit     impressions
    trust    B
    source   "glpi-agent HPNetPeripheral; FusionInventory"
meter total-color 1.3.6.1.4.1.11.2.3.9.4.2.1.4.1.2.7.0
    color    color
    unit     impressions
    trust    A
    source   "glpi-agent HPNetPeripheral; FusionInventory"

supply-type tonerCartridge "* cartridge* HP C*"
supply-type tonerCartridge "* cartridge* HP W*"
part-number after-make
    after  " HP "
    word   first
    unless "*,"
    like   "*#*"
    trust  B
    source "recordings"
    seen   "Color LaserJet M452nw"
    seen   "Color LaserJet flow MFP M880"
