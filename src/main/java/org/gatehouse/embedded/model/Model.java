package org.gatehouse.embedded.model;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.cluster.ClusterException;
import org.gatehouse.cluster.ClusterException.Reason;

/**
 * The cluster as it is: all its objects, in memory and in a {@link ModelStore}. Reads never block; changes are made one
 * after the other.
 */
public final class Model {
    private final Map<Kind, Table<? extends Item>> tables = new EnumMap<>(Kind.class);
    private final Table<ClusterConfig> cluster = add(Kind.CLUSTER, new Table<>(ClusterConfig.class, Item::uuid));
    private final Table<Node> nodes = add(Kind.NODE, new Table<>(Node.class, Node::name));
    private final Table<Group> groups = add(Kind.GROUP, new Table<>(Group.class, Group::name));
    private final Table<Network> networks = add(Kind.NETWORK, new Table<>(Network.class, Network::name));
    private final Table<Instance> instances = add(Kind.INSTANCE, new Table<>(Instance.class, Instance::name));
    private final Table<Disk> looseDisks = add(Kind.DISK, new Table<>(Disk.class, Item::uuid));
    private final Table<FilterRule> filters = add(Kind.FILTER, new Table<>(FilterRule.class, Item::uuid));
    private final Table<Export> exports = add(Kind.EXPORT, new Table<>(Export.class, Item::uuid));
    private final Table<OsDefinition> systems = add(Kind.OS, new Table<>(OsDefinition.class, OsDefinition::name));
    private final Object changing = new Object();
    private final ModelStore store;
    private final Clock clock;

    private Model(ModelStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The model that is in the store; without a cluster if that is new. */
    public static Model open(ModelStore store, Clock clock) {
        Model model = new Model(store, clock);
        store.readAll(item -> model.table(item.kind()).put(item));
        return model;
    }

    private <T extends Item> Table<T> add(Kind kind, Table<T> table) {
        tables.put(kind, table);
        return table;
    }

    Table<? extends Item> table(Kind kind) {
        return tables.get(kind);
    }

    /** Whether there is a cluster yet. */
    public boolean isEmpty() {
        return cluster.size() == 0;
    }

    /** The cluster's own parameters. */
    public ClusterConfig cluster() {
        return cluster.all().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no cluster in the model"));
    }

    public Table<Node> nodes() {
        return nodes;
    }

    public Table<Group> groups() {
        return groups;
    }

    public Table<Network> networks() {
        return networks;
    }

    public Table<Instance> instances() {
        return instances;
    }

    /** The disks that belong to no instance at the moment. */
    public Table<Disk> looseDisks() {
        return looseDisks;
    }

    public Table<FilterRule> filters() {
        return filters;
    }

    public Table<Export> exports() {
        return exports;
    }

    public Table<OsDefinition> systems() {
        return systems;
    }

    /**
     * Makes one change: what {@code editor} puts and removes, all or nothing. It is on disk when this returns. While the
     * editor runs, nobody else changes anything, so it may look, decide and write; it must not wait for anything. Fails with
     * {@link ClusterException} if the store refuses it, as on a full disk.
     */
    public void change(Consumer<Edit> editor) {
        tryChange(editor).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /**
     * The same, but what the store refuses at present is not a failure: the answer is why, nothing has changed, and the change may be
     * tried again.
     */
    public Optional<ClusterException> tryChange(Consumer<Edit> editor) {
        synchronized (changing) {
            Edit edit = new Edit(this, clock.instant());
            editor.accept(edit);
            if (edit.put().isEmpty() && edit.removed().isEmpty()) {
                return Optional.empty();
            }
            try {
                store.write(edit.put(), edit.removed());
            } catch (ClusterException e) {
                if (e.reason() == Reason.BUSY) {
                    return Optional.of(e);
                }
                throw e;
            }
            edit.removed().forEach(item -> table(item.kind()).remove(item.uuid()));
            edit.put().forEach(item -> table(item.kind()).put(item));
            return Optional.empty();
        }
    }
}
