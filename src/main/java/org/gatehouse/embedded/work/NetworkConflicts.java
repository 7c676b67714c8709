package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Nic;

/** Instances that are in the way when a network is connected to their group or disconnected from it. */
final class NetworkConflicts {
    private NetworkConflicts() {}

    static void check(Site site, Task task, Group group, String action, Predicate<Nic> inTheWay) {
        List<String> found = new ArrayList<>();
        for (Instance instance : site.instancesIn(group)) {
            List<String> cards = new ArrayList<>();
            for (int i = 0; i < instance.nics().size(); i++) {
                if (inTheWay.test(instance.nics().get(i))) {
                    cards.add(
                            "nic" + i + "/" + Texts.plain(instance.nics().get(i).ip()));
                }
            }
            if (!cards.isEmpty()) {
                found.add(instance.name() + ": " + Texts.joined(cards));
            }
        }
        if (!found.isEmpty()) {
            task.warning("IP addresses from network '" + task.args().text("network_name") + "', which is about to "
                    + action + " node group '" + group.name() + "', are in use: " + Texts.joined(found));
            throw Refusal.prerequisite(
                    "Conflicting IP addresses found;  remove/modify the corresponding network interfaces",
                    Refusal.WRONG_STATE);
        }
    }
}
