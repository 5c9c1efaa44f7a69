# A badge of Konica Minolta's; its counters are read by Konica Minolta's rules.
profile develop
make Develop
built-by konica-minolta

match sysDescr "Develop *"
match hrDeviceDescr "Develop *"
match deviceID.MFG "Develop*"

model own 1.3.6.1.4.1.18334.1.1.1.1.6.2.1.0
    strip-prefix "Develop "
    trust  A
    source "recordings"
model system-description sysDescr
    strip-prefix "Develop "
    trust  A
    source "recordings"
    seen   "ineo 280"
