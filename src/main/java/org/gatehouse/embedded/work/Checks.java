package org.gatehouse.embedded.work;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Node;

/** Prerequisites that many operations have, in Ganeti's words. */
final class Checks {
    static final String[] ONLINE = {"down", "up"};
    static final String[] NOT_RUNNING = {"down", "offline"};
    static final String[] DOWN = {"down"};

    private static final Set<String> MIRRORED_OUTSIDE =
            Set.of("blockdev", "diskless", "ext", "gluster", "rbd", "sharedfile");
    private static final Set<String> TEMPLATES =
            Set.of("blockdev", "diskless", "drbd", "ext", "file", "gluster", "plain", "rbd", "sharedfile");
    private static final Set<String> HAVE = Set.of("diskless", "file", "sharedfile");
    private static final Pattern TAG = Pattern.compile("[\\w.+*/:@-]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int LONGEST_TAG = 128;

    private Checks() {}

    /** Whether an instance with disks of this template can move because all nodes reach them. */
    static boolean everywhere(String template) {
        return MIRRORED_OUTSIDE.contains(template);
    }

    static boolean isTemplate(String name) {
        return TEMPLATES.contains(name);
    }

    static void online(Node node) {
        online(node, "Can't use offline node");
    }

    static void online(Node node, String text) {
        if (node.flags().offline()) {
            throw Refusal.prerequisite(text + ": " + node.name(), Refusal.WRONG_STATE);
        }
    }

    static void notDrained(Node node) {
        if (node.flags().drained()) {
            throw Refusal.prerequisite("Can't use drained node " + node.name(), Refusal.WRONG_STATE);
        }
    }

    static void vmCapable(Node node) {
        if (!node.flags().vmCapable()) {
            throw Refusal.prerequisite("Can't use non-vm_capable node " + node.uuid(), Refusal.WRONG_STATE);
        }
    }

    /** That the instance is marked to be in one of the states, and really down if they are all that. */
    static void state(Site site, Task task, Instance instance, String[] states, String text) {
        String message = text != null
                ? text
                : "can't use instance from outside " + Texts.joined(Arrays.asList(states)) + " states";
        if (!Arrays.asList(states).contains(instance.state().admin())) {
            throw Refusal.prerequisite(
                    "Instance '" + instance.name() + "' is marked to be "
                            + instance.state().admin() + ", " + message,
                    Refusal.WRONG_STATE);
        }
        if (Arrays.asList(states).contains("up")) {
            return;
        }
        if (site.nodeOf(instance).flags().offline()) {
            task.warning("Primary node offline, ignoring check that instance is down");
        } else if (instance.state().running()) {
            throw Refusal.prerequisite("Instance " + instance.name() + " is running, " + message, Refusal.WRONG_STATE);
        }
    }

    static void freeMemory(Site site, Node node, String reason, long needed) {
        // An offline node answers no question.
        if (node.flags().offline()) {
            throw Refusal.prerequisite(
                    "Can't get data from node " + node.name() + ": Node is marked offline", Refusal.ENVIRONMENT);
        }
        long free = site.freeMemory(node);
        if (needed > free) {
            throw Refusal.prerequisite(
                    "Not enough memory on node " + node.name() + " for " + reason + ": needed " + needed
                            + " MiB, available " + free + " MiB",
                    Refusal.NO_RESOURCES);
        }
    }

    static void templateEnabled(Site site, String template) {
        List<String> enabled = site.cluster().texts("enabled_disk_templates");
        if (!TEMPLATES.contains(template)) {
            throw Refusal.prerequisite("'" + template + "' is not a valid disk template. Valid disk templates are: "
                    + String.join(",", TEMPLATES.stream().sorted().toList()));
        }
        if (!enabled.contains(template)) {
            throw Refusal.prerequisite("Disk template '" + template
                    + "' is not enabled in cluster. Enabled disk templates are: " + String.join(",", enabled));
        }
        if (!HAVE.contains(template)) {
            throw Refusal.unsupported("disks of the template '" + template + "'");
        }
    }

    /** That moving to the node does not break its group's policy. */
    static void targetPolicy(Site site, Task task, Instance instance, Node target, boolean ignore) {
        if (site.nodeOf(instance).group().equals(target.group())) {
            return;
        }
        Group group = site.groupOf(target);
        List<String> violations = Policies.violations(site, site.policy(group), instance);
        if (violations.isEmpty()) {
            return;
        }
        String text = "Instance does not meet target node group's (" + target.group() + ") instance policy: "
                + Texts.joined(violations);
        if (!ignore) {
            throw Refusal.prerequisite(text, Refusal.WRONG_INPUT);
        }
        task.warning(text);
    }

    /** Decides for the cluster's allocator where neither a node nor an allocator is given. */
    static void allocatorOrNode(Site site, Args args, String allocatorParameter, String nodeParameter) {
        Object node = args.value(nodeParameter);
        boolean hasNode = node != null && !List.of().equals(node);
        String allocator = args.text(allocatorParameter);
        if (hasNode && allocator != null) {
            throw Refusal.prerequisite("Do not specify both, iallocator and node", Refusal.WRONG_INPUT);
        }
        if ((!hasNode && allocator == null) || ".".equals(allocator)) {
            Object standard = site.cluster().setting("default_iallocator");
            if (!Values.truth(standard)) {
                throw Refusal.prerequisite(
                        "No iallocator or node given and no cluster-wide default iallocator found; please specify either an"
                                + " iallocator or a node, or set a cluster-wide default iallocator",
                        Refusal.WRONG_INPUT);
            }
            args.set(allocatorParameter, standard);
        }
    }

    static void tag(String tag) {
        if (tag.codePointCount(0, tag.length()) > LONGEST_TAG) {
            throw Refusal.of("TagError", "Tag too long (>" + LONGEST_TAG + " characters)");
        }
        if (tag.isEmpty()) {
            throw Refusal.of("TagError", "Tags cannot be empty");
        }
        if (!TAG.matcher(tag).matches()) {
            throw Refusal.of("TagError", "Tag contains invalid characters");
        }
    }

    /** That parameters which only the cluster sets are not among these. */
    static void notGlobal(Map<String, ?> values, Set<String> globals, String kind, String bad, String good) {
        Set<String> used = new HashSet<>(values.keySet());
        used.retainAll(globals);
        if (!used.isEmpty()) {
            throw Refusal.prerequisite(
                    "The following " + kind + " parameters are global and cannot be customized at " + bad
                            + " level, please modify them at " + good + " level: " + Texts.joined(used),
                    Refusal.WRONG_INPUT);
        }
    }

    static void notThere(Site site, String instanceName) {
        if (site.model().instances().named(instanceName).isPresent()) {
            throw Refusal.prerequisite("Instance '" + instanceName + "' is already in the cluster", Refusal.EXISTS);
        }
    }

    /** That the names of devices are no numbers and differ. */
    static void deviceNames(String kind, Collection<String> names, Collection<String> uuids) {
        Set<String> seen = new HashSet<>(uuids);
        for (String name : names) {
            if (name == null) {
                continue;
            }
            if (name.strip().matches("[+-]?[0-9]+")) {
                throw Refusal.prerequisite(
                        "Invalid name '" + name + "'. Purely numeric " + kind + " names are not allowed",
                        Refusal.WRONG_INPUT);
            }
            if (!name.equalsIgnoreCase("none") && !seen.add(name)) {
                throw Refusal.prerequisite(kind + " name '" + name + "' already used", Refusal.NOT_UNIQUE);
            }
        }
    }
}
