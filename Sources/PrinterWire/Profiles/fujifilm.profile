profile fujifilm
make Fujifilm

match sysDescr "FUJIFILM *"
match hrDeviceDescr "FUJIFILM *"
match deviceID.MFG "FUJIFILM*"
match sysObjectID 1.3.6.1.4.1.297.1.11

model system-description sysDescr
    strip-prefix "FUJIFILM "
    before ";"
    trust  A
    source "recordings"
    seen   "Apeos C7580"
model host-description hrDeviceDescr
    strip-prefix "FUJIFILM "
    trust  B
    source "RFC 2790 hrDeviceDescr"

# The machines are those that Xerox sold, and answer in its counters' place where they answer at all.
meter total 1.3.6.1.4.1.253.8.53.13.2.1.6.1.20.1
    unit   impressions
    trust  C
    source "XEROX-COUNTERS-EXT; not seen on a machine of this badge"
