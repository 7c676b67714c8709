package org.gatehouse.embedded.query;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.gatehouse.embedded.model.Group;
import org.gatehouse.embedded.model.Network;

/** The fields of networks. */
final class NetworkFields {
    private NetworkFields() {}

    static Fields<Network> table(List<Description> descriptions) {
        return Getters.ofItems(Network::tags)
                .value("name", Network::name)
                .value("network", Network::network)
                .optional("gateway", Network::gateway)
                .optional("network6", Network::network6)
                .optional("gateway6", Network::gateway6)
                .optional("mac_prefix", Network::macPrefix)
                .value("external_reservations", NetworkFields::external)
                .value("free_count", network -> network.reservations().length() - reserved(network))
                .value("reserved_count", NetworkFields::reserved)
                .value("map", NetworkFields::map)
                .cell(
                        "group_cnt",
                        (network, scope) -> Cell.of(scope.groups(network).size()))
                .cell(
                        "group_list",
                        (network, scope) -> Cell.of(scope.groups(network).stream()
                                .map(group -> connection(group, network))
                                .toList()))
                .cell(
                        "inst_cnt",
                        (network, scope) -> Cell.of(scope.users(network).size()))
                .cell("inst_list", (network, scope) -> Cell.of(NodeFields.names(scope.users(network))))
                .table(descriptions);
    }

    private static IntPredicate isReserved(Network network) {
        return i -> network.reservations().charAt(i) == '1'
                || network.extReservations().charAt(i) == '1';
    }

    private static long reserved(Network network) {
        return IntStream.range(0, network.reservations().length())
                .filter(isReserved(network))
                .count();
    }

    private static String map(Network network) {
        IntPredicate reserved = isReserved(network);
        StringBuilder map = new StringBuilder(network.reservations().length());
        for (int i = 0; i < network.reservations().length(); i++) {
            map.append(reserved.test(i) ? 'X' : '.');
        }
        return map.toString();
    }

    private static String external(Network network) {
        String address = network.network().substring(0, network.network().indexOf('/'));
        long first = 0;
        for (String octet : address.split("\\.", -1)) {
            first = first << 8 | Integer.parseInt(octet);
        }
        StringJoiner addresses = new StringJoiner(", ");
        for (int i = 0; i < network.extReservations().length(); i++) {
            if (network.extReservations().charAt(i) == '1') {
                addresses.add(dotted(first + i));
            }
        }
        return addresses.toString();
    }

    private static String dotted(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    private static List<Object> connection(Group group, Network network) {
        Map<String, Object> parameters = group.nicparams(network.uuid());
        return List.of(
                group.name(),
                parameters.getOrDefault("mode", ""),
                parameters.getOrDefault("link", ""),
                parameters.getOrDefault("vlan", ""));
    }
}
