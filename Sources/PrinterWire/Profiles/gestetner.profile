# A badge of Ricoh's: counters, levels and all else are read by Ricoh's rules.
profile gestetner
make Gestetner
built-by ricoh

match sysDescr "Gestetner *"
match hrDeviceDescr "Gestetner *"
match deviceID.MFG "Gestetner"

model own 1.3.6.1.4.1.367.3.2.1.1.1.1.0
    strip-prefix "Gestetner "
    strip-prefix "GESTETNER "
    trust  A
    source "ricohSysName; recordings"
model system-description sysDescr
    before " / "
    strip-prefix "Gestetner "
    strip-prefix "GESTETNER "
    trust  B
    source "recordings; the version follows the model"
