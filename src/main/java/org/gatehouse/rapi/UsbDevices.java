package org.gatehouse.rapi;

import java.util.LinkedHashMap;
import java.util.Map;

/** Older clients separate USB devices by blanks, Ganeti by commas. */
final class UsbDevices {
    private static final String HYPERVISOR_PARAMETERS = "hvparams";
    private static final String DEVICES = "usb_devices";

    private UsbDevices() {}

    /** The parameters with commas between the USB devices. */
    static Map<String, Object> converted(Map<String, Object> parameters) {
        if (!parameters.containsKey(HYPERVISOR_PARAMETERS)) {
            return parameters;
        }
        Object hypervisor = parameters.get(HYPERVISOR_PARAMETERS);
        if (!(hypervisor instanceof Map<?, ?> map)) {
            throw PythonFaults.subscript(hypervisor);
        }
        if (!map.containsKey(DEVICES)) {
            return parameters;
        }
        Map<String, Object> changed = new LinkedHashMap<>(Call.members(hypervisor));
        changed.put(DEVICES, separatedByCommas(changed.get(DEVICES)));
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.put(HYPERVISOR_PARAMETERS, changed);
        return all;
    }

    private static String separatedByCommas(Object devices) {
        if (devices instanceof String text) {
            return text.replace(' ', ',');
        }
        throw PythonFaults.attribute(devices, "replace");
    }
}
