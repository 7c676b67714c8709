package org.gatehouse.embedded.work;

import java.util.Collection;
import java.util.Set;
import org.gatehouse.embedded.model.ClusterConfig;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Item;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.LockRequest;

/** The thing whose tags an opcode is about. */
final class Tagged {
    private Tagged() {}

    static Item find(Site site, Args args) {
        String name = args.text("name");
        String kind = args.text("kind");
        return switch (kind == null ? "" : kind) {
            case "cluster" -> site.cluster();
            case "node" -> site.node(name);
            case "instance" -> site.instance(name);
            case "nodegroup" -> site.group(name);
            case "network" -> site.network(name);
            default ->
                throw Refusal.prerequisite("Wrong tag type requested (" + Texts.plain(kind) + ")", Refusal.WRONG_INPUT);
        };
    }

    static Set<LockRequest> locks(Item item) {
        Locks locks = Locks.none();
        if (item instanceof Node node) {
            locks.node(node.uuid());
        } else if (item instanceof Instance instance) {
            locks.instance(instance.name());
        } else if (item instanceof Group group) {
            locks.group(group.uuid());
        } else if (item instanceof Network network) {
            locks.network(network.uuid());
        }
        return locks.set();
    }

    static Set<String> tags(Item item) {
        if (item instanceof ClusterConfig cluster) {
            return cluster.tags();
        }
        if (item instanceof Node node) {
            return node.tags();
        }
        if (item instanceof Instance instance) {
            return instance.tags();
        }
        if (item instanceof Group group) {
            return group.tags();
        }
        return ((Network) item).tags();
    }

    static Item with(Item item, Collection<String> tags) {
        if (item instanceof ClusterConfig cluster) {
            return cluster.withTags(tags);
        }
        if (item instanceof Node node) {
            return node.withTags(tags);
        }
        if (item instanceof Instance instance) {
            return instance.withTags(tags);
        }
        if (item instanceof Group group) {
            return group.withTags(tags);
        }
        return ((Network) item).withTags(tags);
    }
}
