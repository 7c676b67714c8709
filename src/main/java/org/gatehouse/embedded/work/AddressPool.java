package org.gatehouse.embedded.work;

import java.util.Optional;
import java.util.OptionalInt;
import org.gatehouse.embedded.model.Network;

/** The addresses of a network, given out and taken back on a copy. For one thread. What cannot be done is answered in Ganeti's words. */
final class AddressPool {
    private static final int SMALLEST = 30;
    private static final int BIGGEST = 16;
    private static final char FREE = '0';
    private static final char TAKEN = '1';

    private final Network network;
    private final long first;
    private final StringBuilder instances;
    private final StringBuilder others;

    AddressPool(Network network) {
        this.network = network;
        this.first = Addresses.number(address(network.network())).orElseThrow();
        this.instances = new StringBuilder(network.reservations());
        this.others = new StringBuilder(network.extReservations());
    }

    private static String address(String cidr) {
        return cidr.substring(0, cidr.indexOf('/'));
    }

    /** Why a network cannot have a pool. */
    static Optional<String> problem(String cidr) {
        int length = Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
        long hosts = 1L << (32 - length);
        if (length < BIGGEST) {
            return Optional.of("A big network with " + hosts
                    + " host(s) is currently not supported. please specify at most a /" + BIGGEST + " network");
        }
        if (length > SMALLEST) {
            return Optional.of("A network with only " + hosts + " host(s) is too small, please specify at least a /"
                    + SMALLEST + " network");
        }
        return Optional.empty();
    }

    /** The network as it is now. */
    Network network() {
        return network.withPool(instances.toString(), others.toString());
    }

    String first() {
        return Addresses.text(first);
    }

    /** The address of the network itself; another than the first one if the network is not written as it should be. */
    String networkAddress() {
        return Addresses.text(first / instances.length() * instances.length());
    }

    String last() {
        return Addresses.text(first + instances.length() - 1);
    }

    boolean contains(String address) {
        return address != null && index(address).isPresent();
    }

    private OptionalInt index(String address) {
        long offset = Addresses.number(address).orElse(-1) - first;
        return offset >= 0 && offset < instances.length() ? OptionalInt.of((int) offset) : OptionalInt.empty();
    }

    /** Whether an instance has it. */
    boolean isTaken(String address) {
        OptionalInt index = index(address);
        return index.isPresent() && instances.charAt(index.getAsInt()) == TAKEN;
    }

    /** Whether it is kept from instances. */
    boolean isKept(String address) {
        OptionalInt index = index(address);
        return index.isPresent() && others.charAt(index.getAsInt()) == TAKEN;
    }

    /** Gives the address to an instance, or keeps it from them if {@code external}; answers with what is in the way. */
    Optional<String> reserve(String address, boolean external) {
        StringBuilder map = external ? others : instances;
        OptionalInt index = index(address);
        if (index.isEmpty()) {
            return notContained(address);
        }
        if (map.charAt(index.getAsInt()) == TAKEN) {
            return Optional.of("IP " + address
                    + (external ? " is already externally reserved" : " is already used by an instance"));
        }
        map.setCharAt(index.getAsInt(), TAKEN);
        return Optional.empty();
    }

    /** Takes the address back; answers with what is in the way. */
    Optional<String> release(String address, boolean external) {
        StringBuilder map = external ? others : instances;
        OptionalInt index = index(address);
        if (index.isEmpty()) {
            return notContained(address);
        }
        if (map.charAt(index.getAsInt()) == FREE) {
            return Optional.of(
                    "IP " + address + (external ? " is not externally reserved" : " is not used by an instance"));
        }
        map.setCharAt(index.getAsInt(), FREE);
        return Optional.empty();
    }

    private Optional<String> notContained(String address) {
        return Optional.of(network.network() + " does not contain " + address);
    }

    /** The free addresses' texts, from the first one on: the one after {@code index}, which begins at -1. */
    OptionalInt nextFree(int index) {
        for (int i = index + 1; i < instances.length(); i++) {
            if (instances.charAt(i) == FREE && others.charAt(i) == FREE) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The address at this place. */
    String at(int index) {
        return Addresses.text(first + index);
    }
}
