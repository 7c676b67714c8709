package org.gatehouse.embedded.query;

import java.util.List;
import java.util.function.BiFunction;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;

/** The fields of nodes. What a node would be asked for is made of its description and what is on it. */
final class NodeFields {
    private NodeFields() {}

    static Fields<Node> table(List<Description> descriptions) {
        Getters<Node> getters = Getters.ofItems(Node::tags);
        own(getters);
        parameters(getters);
        instances(getters);
        live(getters);
        return getters.hostNames("name").table(descriptions);
    }

    private static void own(Getters<Node> getters) {
        getters.value("name", Node::name)
                .value("pip", Node::primaryIp)
                .value("sip", Node::secondaryIp)
                .value("drained", node -> node.flags().drained())
                .value("offline", node -> node.flags().offline())
                .value("master_candidate", node -> node.flags().masterCandidate())
                .value("master_capable", node -> node.flags().masterCapable())
                .value("vm_capable", node -> node.flags().vmCapable())
                .cell("master", (node, scope) -> Cell.of(scope.isMaster(node)))
                .cell("role", (node, scope) -> Cell.of(role(node, scope.isMaster(node))))
                .cell(
                        "group",
                        (node, scope) -> scope.groupOf(node)
                                .map(Group::name)
                                .map(Cell::of)
                                .orElse(Cell.NO_DATA))
                .value("group.uuid", Node::group);
    }

    private static String role(Node node, boolean master) {
        if (master) {
            return "M";
        } else if (node.flags().masterCandidate()) {
            return "C";
        } else if (node.flags().drained()) {
            return "D";
        }
        return node.flags().offline() ? "O" : "R";
    }

    private static void parameters(Getters<Node> getters) {
        getters.value("custom_ndparams", node -> Numbers.plain(node.ndparams()))
                .cell(
                        "ndparams",
                        (node, scope) -> scope.groupOf(node)
                                .map(group ->
                                        Cell.of(Numbers.plain(scope.filled().ndparams(group, node))))
                                .orElse(Cell.NO_DATA))
                .family(
                        "ndp/",
                        name -> (node, scope) -> scope.groupOf(node)
                                .map(group -> Cell.available(
                                        Numbers.plain(scope.filled().ndparams(group, node))
                                                .get(name)))
                                .orElse(Cell.NO_DATA))
                .cell("powered", NodeFields::powered)
                // Ganeti describes these two and never has them.
                .cell("disk_state", (node, scope) -> Cell.UNAVAILABLE)
                .cell("hv_state", (node, scope) -> Cell.UNAVAILABLE);
    }

    /** Only known of nodes that can be switched on and off from outside. */
    private static Cell powered(Node node, Scope scope) {
        Object program = scope.groupOf(node)
                .map(group -> scope.filled().ndparams(group, node).get("oob_program"))
                .orElse("");
        return "".equals(program) ? Cell.UNAVAILABLE : Cell.of(node.flags().powered());
    }

    private static void instances(Getters<Node> getters) {
        getters.cell("pinst_cnt", (node, scope) -> Cell.of(scope.primaries(node).size()))
                .cell("pinst_list", (node, scope) -> Cell.of(names(scope.primaries(node))))
                .cell(
                        "sinst_cnt",
                        (node, scope) -> Cell.of(scope.secondaries(node).size()))
                .cell("sinst_list", (node, scope) -> Cell.of(names(scope.secondaries(node))));
    }

    static List<String> names(List<Instance> instances) {
        return instances.stream().map(Instance::name).toList();
    }

    private static void live(Getters<Node> getters) {
        getters.cell("bootid", live((node, scope) -> Cell.of(scope.bootId(node))))
                .cell("cnodes", live((node, scope) -> Cell.of(node.hardware().cpuNodes())))
                .cell("cnos", live((node, scope) -> Cell.of(node.hardware().cpus())))
                .cell("csockets", live((node, scope) -> Cell.of(node.hardware().cpuSockets())))
                .cell("ctotal", live((node, scope) -> Cell.of(node.hardware().cpus())))
                .cell("dfree", live((node, scope) -> Cell.of(scope.freeDisk(node))))
                .cell("dtotal", live((node, scope) -> Cell.of(node.hardware().disk())))
                .cell("mfree", live((node, scope) -> Cell.of(scope.freeMemory(node))))
                .cell("mnode", live((node, scope) -> Cell.of(node.hardware().reservedMemory())))
                .cell("mtotal", live((node, scope) -> Cell.of(node.hardware().memory())))
                // Spindles are known of volume groups only.
                .cell("spfree", live((node, scope) -> Cell.NO_DATA))
                .cell("sptotal", live((node, scope) -> Cell.NO_DATA));
    }

    private static Getter<Node> live(BiFunction<Node, Scope, Cell> value) {
        return (node, scope) -> node.flags().offline() ? Cell.OFFLINE : value.apply(node, scope);
    }
}
