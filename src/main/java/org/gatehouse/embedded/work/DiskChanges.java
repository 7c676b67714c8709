package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;

/** Changes to an instance's disks: checked all together, then carried out one after the other. For one thread. */
final class DiskChanges {
    private static final String KIND = "disk";
    private static final Set<String> MODIFIABLE = Set.of("mode", "name");

    private final Site site;
    private final Task task;
    private final Instance instance;
    private final List<Change> changes;
    private final List<Object> described = new ArrayList<>();

    DiskChanges(Site site, Task task, Instance instance) {
        this.site = site;
        this.task = task;
        this.instance = instance;
        this.changes = Change.all(KIND, task.args().list("disks")).stream()
                .map(this::checked)
                .toList();
        check();
    }

    private Change checked(Change change) {
        Map<String, Object> params = change.params();
        if (change.is("add")) {
            params = checkedNew(params);
        }
        if (change.is("add") || change.is("attach")) {
            Disks.checkSpindles(params.get("spindles"));
            Disks.checkProvider(params, instance.diskTemplate());
            if (!task.args().flag("wait_for_sync") && !instance.state().disksActive()) {
                throw Refusal.prerequisite(
                        "Can't " + change.action()
                                + " a disk to an instance with deactivated disks and --no-wait-for-sync given",
                        Refusal.WRONG_INPUT);
            }
        }
        if (change.is("attach")) {
            loose(params);
        }
        if (change.is("modify")) {
            if (params.containsKey("size")) {
                throw Refusal.prerequisite("Disk size change not possible, use grow-disk", Refusal.WRONG_INPUT);
            }
            params = site.types().forced("modifiable-disk", params);
            if (params.containsKey("name")) {
                params.put("name", Disks.name(params.get("name")));
            }
        }
        if (change.is("remove")) {
            Checks.state(
                    site,
                    task,
                    instance,
                    Checks.NOT_RUNNING,
                    "can't remove volume from a running instance without using hotplug");
        }
        return change.with(params);
    }

    private Map<String, Object> checkedNew(Map<String, Object> given) {
        Object type = given.getOrDefault("dev_type", instance.diskTemplate());
        if ("diskless".equals(type)) {
            throw Refusal.prerequisite("Must specify disk type on diskless instance", Refusal.WRONG_INPUT);
        }
        Map<String, Object> params = site.types().forced("disk", Values.filled(given, Map.of("dev_type", type)));
        Disks.checkMode(params.computeIfAbsent("mode", name -> "rw"));
        if (params.get("size") == null) {
            throw Refusal.prerequisite("Required disk parameter 'size' missing", Refusal.WRONG_INPUT);
        }
        params.put("name", Disks.name(params.get("name")));
        return params;
    }

    /** The unattached disk that is meant. */
    private Disk loose(Map<String, Object> params) {
        String uuid = (String) params.get("uuid");
        String name = (String) params.get("name");
        if (params.size() != 1 || (uuid == null && name == null)) {
            throw Refusal.prerequisite(
                    "Only one argument is permitted in attach op, either name or uuid", Refusal.WRONG_INPUT);
        }
        Disk disk = site.model().looseDisks().all().stream()
                .filter(candidate -> uuid == null ? name.equals(candidate.name()) : uuid.equals(candidate.uuid()))
                .findFirst()
                .orElseThrow(() -> Refusal.prerequisite(
                        uuid == null
                                ? "No disk was found with this name: " + name
                                : "No disk was found with this UUID: " + uuid,
                        Refusal.WRONG_INPUT));
        if (!instance.diskTemplate().equals("diskless") && !disk.devType().equals(instance.diskTemplate())) {
            throw Refusal.prerequisite(
                    "Instance has '" + instance.diskTemplate() + "' template while disk has '" + disk.devType()
                            + "' template",
                    Refusal.WRONG_INPUT);
        }
        if (!disk.nodes().isEmpty() && !disk.nodes().contains(instance.primaryNode())) {
            throw Refusal.prerequisite(
                    "Disk nodes are " + Texts.plain(new ArrayList<Object>(disk.nodes()))
                            + " while the instance's nodes are "
                            + Texts.plain(new ArrayList<Object>(Site.nodesOf(instance))),
                    Refusal.WRONG_INPUT);
        }
        return disk;
    }

    /** Goes through the changes without carrying any out. */
    private void check() {
        List<String> names =
                new ArrayList<>(instance.disks().stream().map(Disk::name).toList());
        List<String> uuids = new ArrayList<>(Site.uuids(instance.disks()));
        for (Change change : changes) {
            if (change.is("add") || change.is("attach")) {
                int place = change.place(KIND, uuids.size());
                names.add(place, (String) change.params().get("name"));
                uuids.add(place, Site.newUuid());
            } else if (change.leaves()) {
                int place = change.find(KIND, names, uuids);
                names.remove(place);
                uuids.remove(place);
            } else {
                int place = change.find(KIND, names, uuids);
                if (change.params().containsKey("name")) {
                    names.set(place, (String) change.params().get("name"));
                }
            }
        }
        Checks.deviceNames(KIND, names, uuids);
        if (uuids.size() > Disks.MOST) {
            throw Refusal.prerequisite(
                    "Instance has too many disks (" + Disks.MOST + "), cannot add more", Refusal.WRONG_STATE);
        }
        if (instance.diskTemplate().equals("diskless") && changes.stream().anyMatch(change -> change.is("add"))) {
            throw Refusal.of(
                    "ProgrammerError", "Conversion from diskless instance not possible and should have been caught");
        }
    }

    /** The sizes of the disks there are and of those that come, for policies. */
    List<Long> sizes() {
        List<Long> sizes =
                new ArrayList<>(instance.disks().stream().map(Disk::size).toList());
        changes.stream()
                .filter(change -> change.is("add"))
                .forEach(change -> sizes.add(Values.whole(change.params().get("size"))));
        return sizes;
    }

    /** Carries the changes out. */
    void carryOut() throws InterruptedException {
        for (Change change : changes) {
            Instance now = site.model().instances().get(instance.uuid());
            List<Disk> disks = new ArrayList<>(now.disks());
            switch (change.action()) {
                case "add" -> add(change, disks);
                case "attach" -> attach(change, disks);
                case "remove", "detach" -> leave(change, disks);
                default -> modify(change, disks);
            }
        }
    }

    private int find(Change change, List<Disk> disks) {
        return change.find(KIND, disks.stream().map(Disk::name).toList(), Site.uuids(disks));
    }

    private void replace(List<Disk> disks) throws InterruptedException {
        List<Disk> numbered = Disks.numbered(disks);
        site.update(instance, latest -> latest.withDisks(numbered));
    }

    private void add(Change change, List<Disk> disks) throws InterruptedException {
        int index = change.place(KIND, disks.size());
        Node node = site.nodeOf(instance);
        String template = instance.diskTemplate();
        String directory =
                Disks.directory(site, template, instance.name(), task.args().text("file_storage_dir"));
        Disk disk = Disks.generate(
                        task,
                        template,
                        node.uuid(),
                        Disks.compute(List.of(change.params()), template),
                        directory,
                        index)
                .get(0);
        DiskWork work = new DiskWork(site, task);
        work.create(instance.name(), node, List.of(disk));
        disks.add(index, disk);
        replace(disks);
        if (site.cluster().truth("prealloc_wipe_disks")) {
            work.wipe(node, index, disk, 0);
        }
        described.add(List.of("disk/" + index, "add:size=" + disk.size() + ",mode=" + disk.mode()));
        if (task.args().flag("wait_for_sync")) {
            work.waitForSync(site.model().instances().get(instance.uuid()));
        }
    }

    private void attach(Change change, List<Disk> disks) throws InterruptedException {
        int index = change.place(KIND, disks.size());
        Disk disk = loose(change.params());
        String directory = Disks.directory(
                site, disk.devType(), instance.name(), task.args().text("file_storage_dir"));
        String path = directory + Disks.path(disk).substring(Disks.path(disk).lastIndexOf('/'));
        new DiskWork(site, task).rename(site.nodeOf(instance), disk, path, "Failed before attach");
        disks.add(index, Disks.at(disk, path));
        List<Disk> numbered = Disks.numbered(disks);
        site.change(edit -> {
            edit.remove(disk);
            edit.latest(instance).ifPresent(latest -> edit.put(latest.withDisks(numbered)));
        });
        described.add(List.of("disk/" + index, "attach:size=" + disk.size() + ",mode=" + disk.mode()));
    }

    private void leave(Change change, List<Disk> disks) throws InterruptedException {
        int index = find(change, disks);
        Disk disk = disks.get(index);
        Node node = site.nodeOf(instance);
        DiskWork work = new DiskWork(site, task);
        List<Disk> left = new ArrayList<>(disks);
        left.remove(index);
        if (change.is("remove")) {
            work.remove(node, List.of(disk), disks);
            replace(left);
        } else {
            String directory = Disks.directory(disk);
            String path = directory.substring(0, directory.lastIndexOf('/'))
                    + Disks.path(disk).substring(directory.length());
            work.rename(node, disk, path, "Failed before detach");
            List<Disk> numbered = Disks.numbered(left);
            site.change(edit -> {
                edit.put(Disks.at(disk, path));
                edit.latest(instance).ifPresent(latest -> edit.put(latest.withDisks(numbered)));
            });
        }
        described.add(List.of("disk/" + index, change.action()));
    }

    private void modify(Change change, List<Disk> disks) throws InterruptedException {
        int index = find(change, disks);
        Map<String, Object> params = new LinkedHashMap<>(change.params());
        params.keySet().retainAll(MODIFIABLE);
        Disk disk = disks.get(index);
        if (params.containsKey("mode")) {
            disk = disk.withMode((String) params.get("mode"));
            described.add(List.of("disk.mode/" + index, disk.mode()));
        }
        if (params.containsKey("name")) {
            disk = disk.withName((String) params.get("name"));
            List<Object> pair = new ArrayList<>(List.of("disk.name/" + index));
            pair.add(disk.name());
            described.add(pair);
        }
        disks.set(index, disk);
        replace(disks);
    }

    /** What the opcode's result says of the changes. */
    List<Object> described() {
        return described;
    }
}
