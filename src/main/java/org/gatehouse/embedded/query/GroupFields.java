package org.gatehouse.embedded.query;

import java.util.List;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Node;

/** The fields of node groups. */
final class GroupFields {
    private GroupFields() {}

    static Fields<Group> table(List<Description> descriptions) {
        return Getters.ofItems(Group::tags)
                .value("name", Group::name)
                .value("alloc_policy", Group::allocPolicy)
                .value("custom_diskparams", Group::diskparams)
                .cell("diskparams", (group, scope) -> Cell.of(scope.filled().diskparams(group.diskparams())))
                .value("custom_ipolicy", Group::ipolicy)
                .cell("ipolicy", (group, scope) -> Cell.of(scope.filled().ipolicy(group.ipolicy())))
                .value("custom_ndparams", group -> Numbers.plain(group.ndparams()))
                .cell(
                        "ndparams",
                        (group, scope) -> Cell.of(Numbers.plain(scope.filled().ndparams(group))))
                .family(
                        "ndp/",
                        name -> (group, scope) -> Cell.available(
                                Numbers.plain(scope.filled().ndparams(group)).get(name)))
                .cell("node_cnt", (group, scope) -> Cell.of(scope.nodes(group).size()))
                .cell(
                        "node_list",
                        (group, scope) -> Cell.of(
                                scope.nodes(group).stream().map(Node::name).toList()))
                .cell(
                        "pinst_cnt",
                        (group, scope) -> Cell.of(scope.primaries(group).size()))
                .cell("pinst_list", (group, scope) -> Cell.of(NodeFields.names(scope.primaries(group))))
                .table(descriptions);
    }
}
