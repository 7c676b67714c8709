package org.gatehouse.embedded.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gatehouse.cluster.ItemKind;
import org.gatehouse.cluster.TagKind;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Instance;
import org.gatehouse.embedded.model.Model;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.queue.JobView;
import org.gatehouse.embedded.queue.LockState;

/** Everything that can be asked for, by the query language's words. */
final class Kinds {
    private static final NamedItems<Node> NODES = new NamedItems<>("Node", Model::nodes, Node::name, true);
    private static final NamedItems<Instance> INSTANCES =
            new NamedItems<>("Instance", Model::instances, Instance::name, true);
    private static final NamedItems<Group> GROUPS = new NamedItems<>("NodeGroup", Model::groups, Group::name, false);
    private static final NamedItems<Network> NETWORKS =
            new NamedItems<>("Network", Model::networks, Network::name, false);

    /** Words that Ganeti knows and does not answer to here, and how it then calls them. */
    private static final Map<String, String> UNSUPPORTED = Map.of("cluster", "QRCluster", "os", "QROs");

    private final Map<String, Source<?>> sources = new LinkedHashMap<>();

    Kinds(JobView jobs, Supplier<List<LockState>> locks) {
        Map<String, List<Description>> fields = Descriptions.read();
        add(new Source<>("node", "name", NodeFields.table(fields.get("node")), NODES));
        add(new Source<>("instance", "name", InstanceFields.table(fields.get("instance")), INSTANCES));
        add(new Source<>("group", "name", GroupFields.table(fields.get("group")), GROUPS));
        add(new Source<>("network", "name", NetworkFields.table(fields.get("network")), NETWORKS));
        add(new Source<>("job", "id", OtherFields.jobs(fields.get("job")), new JobItems(jobs)));
        add(new Source<>("export", "node", OtherFields.exports(fields.get("export")), new OtherItems.Exports(NODES)));
        add(new Source<>("lock", "name", OtherFields.locks(fields.get("lock")), new OtherItems.Locks(locks)));
        add(new Source<>("filter", "uuid", OtherFields.filters(fields.get("filter")), new OtherItems.Rules()));
    }

    private void add(Source<?> source) {
        sources.put(source.what(), source);
    }

    Source<?> of(ItemKind kind) {
        return sources.get(
                switch (kind) {
                    case NODE -> "node";
                    case INSTANCE -> "instance";
                    case GROUP -> "group";
                    case NETWORK -> "network";
                    case JOB -> "job";
                    case FILTER -> "filter";
                });
    }

    /** Fails if luxid does not even know the word. */
    void check(String what) throws Unparsable {
        if (!sources.containsKey(what) && !UNSUPPORTED.containsKey(what)) {
            throw new Unparsable("Can't parse value '" + what + "' as neitherQueryTypeLuxi nor QueryTypeOp");
        }
    }

    /** The kind of a checked word; {@code method} is how luxid's refusal begins. */
    Source<?> get(String what, String method) {
        Source<?> source = sources.get(what);
        if (source == null) {
            throw Refusals.generic(method + " 'ItemTypeOpCode " + UNSUPPORTED.get(what) + "' not supported");
        }
        return source;
    }

    /** The tags of the object with that name or UUID. */
    static List<Object> tags(Model model, TagKind kind, String name) {
        return List.copyOf(
                switch (kind) {
                    case CLUSTER -> model.cluster().tags();
                    case GROUP -> GROUPS.get(model, name).tags();
                    case NODE -> NODES.get(model, name).tags();
                    case INSTANCE -> INSTANCES.get(model, name).tags();
                    case NETWORK -> NETWORKS.get(model, name).tags();
                });
    }
}
