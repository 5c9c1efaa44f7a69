// SPDX-License-Identifier: Apache-2.0

/// Where the base profile says that the standard objects lie, looked up once.
final class StandardObjects: Sendable {
    let sysDescr, sysObjectID, sysName, sysLocation, physAddress: OID
    let deviceType, deviceDescription, deviceStatus, printerStatus, printerErrors: OID
    let localization, serial, charset: OID
    let inputMax, inputLevel, inputMedia, inputName, inputDescription: OID
    let markerUnit, markerLifeCount: OID
    let supplyColorantIndex, supplyClass, supplyType, supplyDescription, supplyUnit, supplyMax,
        supplyLevel: OID
    let colorantValue, consoleLine: OID
    let alertSeverity, alertTraining, alertGroup, alertCode, alertDescription: OID
    /// The names that the base profile lacks; empty for the one that comes with the product.
    let missing: [String]

    /// Everything below it is RFC 3805's, and only printers have it.
    static let printerMIB = OID([1, 3, 6, 1, 2, 1, 43] as [UInt32])
    /// hrDevicePrinter of RFC 2790.
    static let printerType = OID([1, 3, 6, 1, 2, 1, 25, 3, 1, 5] as [UInt32])
    /// subunitPowerSaver of prtAlertCode.
    static let powerSaverAlert: Int64 = 23
    /// Names nothing, so that a missing object is heard from nobody.
    private static let nowhere = OID([0, 0] as [UInt32])

    init(_ objects: [Profile.NamedObject]) {
        var places: [String: OID] = [:]
        for object in objects where places[object.name] == nil { places[object.name] = object.oid }
        var missing: [String] = []
        func find(_ name: String) -> OID {
            guard let oid = places[name] else {
                missing.append(name)
                return StandardObjects.nowhere
            }
            return oid
        }
        sysDescr = find("sysDescr")
        sysObjectID = find("sysObjectID")
        sysName = find("sysName")
        sysLocation = find("sysLocation")
        physAddress = find("ifPhysAddress")
        deviceType = find("hrDeviceType")
        deviceDescription = find("hrDeviceDescr")
        deviceStatus = find("hrDeviceStatus")
        printerStatus = find("hrPrinterStatus")
        printerErrors = find("hrPrinterErrors")
        localization = find("prtLocalization")
        serial = find("prtSerial")
        charset = find("prtCharset")
        inputMax = find("inputMax")
        inputLevel = find("inputLevel")
        inputMedia = find("inputMedia")
        inputName = find("inputName")
        inputDescription = find("inputDescription")
        markerUnit = find("markerUnit")
        markerLifeCount = find("markerLifeCount")
        supplyColorantIndex = find("supplyColorantIndex")
        supplyClass = find("supplyClass")
        supplyType = find("supplyType")
        supplyDescription = find("supplyDescription")
        supplyUnit = find("supplyUnit")
        supplyMax = find("supplyMax")
        supplyLevel = find("supplyLevel")
        colorantValue = find("colorantValue")
        consoleLine = find("consoleLine")
        alertSeverity = find("alertSeverity")
        alertTraining = find("alertTraining")
        alertGroup = find("alertGroup")
        alertCode = find("alertCode")
        alertDescription = find("alertDescription")
        self.missing = missing
    }
}
