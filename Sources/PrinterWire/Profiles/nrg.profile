# A badge of Ricoh's; its counters are Ricoh's, but were not seen on a machine of this badge.
profile nrg
make NRG

match sysDescr "NRG *"
match hrDeviceDescr "NRG *"
match deviceID.MFG "NRG"

model own 1.3.6.1.4.1.367.3.2.1.1.1.1.0
    strip-prefix "NRG "
    strip-prefix "NRG "
    trust  A
    source "ricohSysName; recordings"
model system-description sysDescr
    before " / "
    strip-prefix "NRG "
    strip-prefix "NRG "
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
