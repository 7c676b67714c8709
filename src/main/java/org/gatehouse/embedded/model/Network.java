package org.gatehouse.embedded.model;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * A network whose addresses instances can have.
 *
 * @param network the IPv4 network in CIDR notation
 * @param gateway may be {@code null}, like the IPv6 network, its gateway and the MAC prefix
 * @param reservations one character for each address of the network: {@code 1} where an instance has it, else {@code 0}
 * @param extReservations the same for addresses that are kept from instances
 */
public record Network(
        String uuid,
        String name,
        String network,
        String gateway,
        String network6,
        String gateway6,
        String macPrefix,
        String reservations,
        String extReservations,
        SortedSet<String> tags,
        Stamp stamp)
        implements Item {

    public Network {
        tags = Values.sorted(tags);
    }

    /** An IPv4 network of which no address is taken. */
    public static Network fresh(String uuid, String name, String network, String gateway) {
        int length = Integer.parseInt(network.substring(network.indexOf('/') + 1));
        String free = "0".repeat(1 << (32 - length));
        SortedSet<String> noTags = Values.sorted(List.of());
        return new Network(uuid, name, network, gateway, null, null, null, free, free, noTags, Stamp.NONE);
    }

    @Override
    public Kind kind() {
        return Kind.NETWORK;
    }

    public Network withName(String newName) {
        return new Network(
                uuid,
                newName,
                network,
                gateway,
                network6,
                gateway6,
                macPrefix,
                reservations,
                extReservations,
                tags,
                stamp);
    }

    public Network withGateway(String address) {
        return new Network(
                uuid,
                name,
                network,
                address,
                network6,
                gateway6,
                macPrefix,
                reservations,
                extReservations,
                tags,
                stamp);
    }

    public Network withNetwork6(String newNetwork, String newGateway) {
        return new Network(
                uuid,
                name,
                network,
                gateway,
                newNetwork,
                newGateway,
                macPrefix,
                reservations,
                extReservations,
                tags,
                stamp);
    }

    public Network withMacPrefix(String prefix) {
        return new Network(
                uuid, name, network, gateway, network6, gateway6, prefix, reservations, extReservations, tags, stamp);
    }

    /** Both of the pool's maps replaced. */
    public Network withPool(String taken, String kept) {
        return new Network(uuid, name, network, gateway, network6, gateway6, macPrefix, taken, kept, tags, stamp);
    }

    public Network withTags(Collection<String> newTags) {
        SortedSet<String> sorted = Values.sorted(newTags);
        return new Network(
                uuid,
                name,
                network,
                gateway,
                network6,
                gateway6,
                macPrefix,
                reservations,
                extReservations,
                sorted,
                stamp);
    }

    @Override
    public Network withStamp(Stamp newStamp) {
        return new Network(
                uuid,
                name,
                network,
                gateway,
                network6,
                gateway6,
                macPrefix,
                reservations,
                extReservations,
                tags,
                newStamp);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uuid", uuid);
        json.put("name", name);
        json.put("network", network);
        json.put("gateway", gateway);
        json.put("network6", network6);
        json.put("gateway6", gateway6);
        json.put("mac_prefix", macPrefix);
        json.put("reservations", reservations);
        json.put("ext_reservations", extReservations);
        json.put("tags", tags);
        stamp.writeTo(json);
        return json;
    }

    static Network fromJson(Map<String, Object> json) {
        Members in = new Members(json);
        return new Network(
                in.text("uuid"),
                in.text("name"),
                in.text("network"),
                in.text("gateway"),
                in.text("network6"),
                in.text("gateway6"),
                in.text("mac_prefix"),
                in.text("reservations"),
                in.text("ext_reservations"),
                Values.sorted(in.texts("tags")),
                Stamp.from(in));
    }
}
