# A badge of Ricoh's: counters, levels and all else are read by Ricoh's rules.
profile lanier
make Lanier
built-by ricoh

match sysDescr "Lanier *"
match hrDeviceDescr "Lanier *"
match deviceID.MFG "Lanier"

model own 1.3.6.1.4.1.367.3.2.1.1.1.1.0
    strip-prefix "Lanier "
    strip-prefix "LANIER "
    trust  A
    source "ricohSysName; recordings"
model system-description sysDescr
    before " / "
    strip-prefix "Lanier "
    strip-prefix "LANIER "
    trust  B
    source "recordings; the version follows the model"
