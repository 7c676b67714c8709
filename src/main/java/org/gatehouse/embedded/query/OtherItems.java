package org.gatehouse.embedded.query;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.embedded.model.FilterRule;
import org.gatehouse.embedded.model.Node;
import org.gatehouse.embedded.query.OtherFields.NodeExport;
import org.gatehouse.embedded.queue.LockState;

/** How to get at exports, locks and filter rules. */
final class OtherItems {
    private OtherItems() {}

    /** A row for each export, and one for each node without any. */
    record Exports(NamedItems<Node> nodes) implements Source.Items<NodeExport> {
        @Override
        public Iterator<NodeExport> all(Scope scope, List<String> fields) {
            return Scope.nice(scope.model().nodes().all(), Node::name).stream()
                    .flatMap(node -> of(node, scope).stream())
                    .iterator();
        }

        private static List<NodeExport> of(Node node, Scope scope) {
            List<String> names = scope.exports(node);
            return names.isEmpty() || node.flags().offline()
                    ? List.of(new NodeExport(node, null))
                    : names.stream().map(name -> new NodeExport(node, name)).toList();
        }

        @Override
        public List<NodeExport> named(Scope scope, Object value) {
            return nodes.named(scope, value).stream()
                    .flatMap(node -> of(node, scope).stream())
                    .toList();
        }

        @Override
        public Optional<NodeExport> first(Scope scope, String name) {
            return nodes.first(scope, name).map(node -> of(node, scope).get(0));
        }
    }

    /** Locks that somebody holds or waits for. */
    record Locks(Supplier<List<LockState>> locks) implements Source.Items<LockState> {
        @Override
        public Iterator<LockState> all(Scope scope, List<String> fields) {
            return Scope.nice(locks.get(), LockState::name).iterator();
        }

        @Override
        public Optional<LockState> first(Scope scope, String name) {
            return locks.get().stream().filter(lock -> lock.name().equals(name)).findFirst();
        }
    }

    /** Filter rules in the order of their UUIDs. */
    record Rules() implements Source.Items<FilterRule> {
        @Override
        public Iterator<FilterRule> all(Scope scope, List<String> fields) {
            return scope.model().filters().all().stream()
                    .sorted(Comparator.comparing(FilterRule::uuid, NiceOrder.NICE))
                    .iterator();
        }

        @Override
        public Optional<FilterRule> first(Scope scope, String uuid) {
            return scope.model().filters().find(uuid);
        }
    }
}
