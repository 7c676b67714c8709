package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.embedded.model.Disk;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** Lists the units of nodes' storage: the directories for disks. */
final class NodeQueryStorage implements Operation {
    private static final Set<String> FIELDS = Set.of("allocatable", "free", "name", "node", "size", "type", "used");

    private final Site site;

    NodeQueryStorage(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        List<String> unknown = task.args().texts("output_fields").stream()
                .filter(field -> !FIELDS.contains(field))
                .toList();
        if (!unknown.isEmpty()) {
            throw Refusal.prerequisite(
                    "Unknown output fields selected: " + String.join(",", unknown), Refusal.WRONG_INPUT);
        }
        return Locks.none().sharedNodes(Site.uuids(nodes(task.args()))).set();
    }

    private List<Node> nodes(Args args) {
        List<String> names = args.texts("nodes");
        return names.isEmpty()
                ? List.copyOf(site.model().nodes().all())
                : names.stream().map(site::node).toList();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        String given = args.text("storage_type");
        if (given != null) {
            Storage.enabled(site, given);
        }
        String type = given == null ? Storage.usual(site) : given;
        String directory = Storage.directory(site, type);
        if (directory == null) {
            throw Refusal.unsupported("storage units of type '" + type + "'");
        }
        return () -> {
            List<Object> rows = new ArrayList<>();
            for (Node node : nodes(args)) {
                boolean wanted = !args.has("name") || args.text("name").equals(directory);
                if (!node.flags().offline() && wanted) {
                    rows.add(args.texts("output_fields").stream()
                            .map(field -> value(field, node, type, directory))
                            .toList());
                }
            }
            return rows;
        };
    }

    private Object value(String field, Node node, String type, String directory) {
        return switch (field) {
            case "node" -> node.name();
            case "type" -> type;
            case "name" -> directory;
            case "size" -> node.hardware().disk();
            case "free" -> node.hardware().disk() - used(node, type);
            case "used" -> used(node, type);
            default -> true;
        };
    }

    private long used(Node node, String type) {
        return site.model().instances().all().stream()
                .flatMap(instance -> instance.disks().stream())
                .filter(disk -> disk.devType().equals(type))
                .filter(disk -> disk.nodes().isEmpty() || disk.nodes().contains(node.uuid()))
                .mapToLong(Disk::size)
                .sum();
    }
}
