# A badge of Ricoh's; its counters are Ricoh's, but were not seen on a machine of this badge.
profile lanier
make Lanier

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
serial own 1.3.6.1.4.1.367.3.2.1.2.1.4.0
    trust  A
    source "glpi-agent Ricoh; recordings"
firmware own 1.3.6.1.4.1.367.3.2.1.1.1.2.0
    trust  A
    source "ricohSysVers; recordings"
level empty -100 percent 0
    trust  A
    source "librenms#4177; FusionInventory, for Ricoh's own machines"
