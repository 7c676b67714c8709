package org.gatehouse.embedded.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Nic;

/** What an export says about its instance, in the sections and words of Ganeti's file for that. */
final class Exports {
    private Exports() {}

    static Map<String, Object> description(Site site, Instance instance) {
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put(
                "export",
                new LinkedHashMap<>(Map.of(
                        "version", "0",
                        "timestamp", Long.toString(System.currentTimeMillis() / 1000),
                        "source", instance.primaryNode(),
                        "os", instance.os(),
                        "compression", "none")));
        sections.put("instance", instance(site, instance));
        Map<String, Object> hvparams = new LinkedHashMap<>(site.filled().hvparams(instance));
        hvparams.keySet().removeAll(Hypervisors.GLOBAL);
        sections.put("hypervisor", hvparams);
        sections.put("backend", site.filled().beparams(instance));
        sections.put(
                "os",
                site.filled().osparams(instance.os(), instance.parameters().osparams()));
        sections.put(
                "os_private",
                site.filled()
                        .osparamsPrivate(instance.os(), instance.parameters().osparamsPrivate()));
        return sections;
    }

    private static Map<String, Object> instance(Site site, Instance instance) {
        Map<String, Object> beparams = site.filled().beparams(instance);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", instance.name());
        values.put("maxmem", Texts.plain(beparams.get("maxmem")));
        values.put("minmem", Texts.plain(beparams.get("minmem")));
        values.put("memory", Texts.plain(beparams.get("maxmem")));
        values.put("vcpus", Texts.plain(beparams.get("vcpus")));
        values.put("disk_template", instance.diskTemplate());
        values.put("hypervisor", instance.hypervisor());
        values.put("tags", String.join(" ", instance.tags()));
        for (int i = 0; i < instance.nics().size(); i++) {
            Nic nic = instance.nics().get(i);
            String start = "nic" + i + "_";
            values.put(start + "mac", nic.mac());
            values.put(start + "ip", Texts.plain(nic.ip()));
            values.put(start + "network", Texts.plain(nic.network()));
            values.put(start + "name", Texts.plain(nic.name()));
            Map<String, Object> params = site.filled().nicparams(nic.nicparams());
            for (String name : List.of("link", "mode", "vlan")) {
                values.put(start + name, Texts.plain(params.get(name)));
            }
        }
        values.put("nic_count", Integer.toString(instance.nics().size()));
        for (int i = 0; i < instance.disks().size(); i++) {
            Disk disk = instance.disks().get(i);
            values.put("disk" + i + "_ivname", disk.ivName());
            values.put("disk" + i + "_dump", disk.uuid());
            values.put("disk" + i + "_size", Long.toString(disk.size()));
            values.put("disk" + i + "_name", Texts.plain(disk.name()));
        }
        values.put("disk_count", Integer.toString(instance.disks().size()));
        return values;
    }
}
