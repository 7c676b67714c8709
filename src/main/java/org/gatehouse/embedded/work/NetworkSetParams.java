package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.embedded.model.Network;
import org.gatehouse.embedded.queue.LockRequest;

/** Changes a network's gateways and the addresses that it keeps from instances. */
final class NetworkSetParams implements Operation {
    private static final String NONE = "none";

    private final Site site;

    NetworkSetParams(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        Args args = task.args();
        if (args.has("gateway")
                && (!args.list("add_reserved_ips").isEmpty()
                        || !args.list("remove_reserved_ips").isEmpty())) {
            throw Refusal.prerequisite("Cannot modify gateway and reserved ips at once", Refusal.WRONG_INPUT);
        }
        return Locks.none()
                .network(site.network(args.text("network_name")).uuid())
                .set();
    }

    @Override
    public Work check(Task task) {
        Args args = task.args();
        Network network = site.network(args.text("network_name"));
        String gateway = changed(args, "gateway", network.gateway());
        if (args.has("gateway") && gateway != null && new AddressPool(network).isTaken(gateway)) {
            throw Refusal.prerequisite("Gateway IP address '" + gateway + "' is already reserved", Refusal.WRONG_STATE);
        }
        String prefix = changed(args, "mac_prefix", network.macPrefix());
        String checked = args.has("mac_prefix") && prefix != null ? Addresses.macPrefix(prefix) : prefix;
        return () -> {
            List<String> warnings = new ArrayList<>();
            site.update(network, latest -> {
                // The last attempt's are true.
                warnings.clear();
                AddressPool pool = new AddressPool(latest);
                if (args.has("gateway")) {
                    changeGateway(warnings, latest, pool, gateway);
                }
                keepAndGive(args, warnings, latest, pool);
                return pool.network()
                        .withGateway(gateway)
                        .withMacPrefix(checked)
                        .withNetwork6(
                                changed(args, "network6", latest.network6()),
                                changed(args, "gateway6", latest.gateway6()));
            });
            warnings.forEach(task::warning);
            return null;
        };
    }

    private static String changed(Args args, String name, String old) {
        if (!args.has(name)) {
            return old;
        }
        return NONE.equals(args.text(name)) ? null : args.text(name);
    }

    private static void changeGateway(List<String> warnings, Network network, AddressPool pool, String gateway) {
        if (gateway == null ? network.gateway() == null : gateway.equals(network.gateway())) {
            warnings.add("Gateway is already " + Texts.plain(gateway));
            return;
        }
        if (gateway != null) {
            failing(pool.reserve(gateway, true));
        }
        if (network.gateway() != null) {
            failing(pool.release(network.gateway(), true));
        }
    }

    private static void failing(Optional<String> problem) {
        problem.ifPresent(text -> {
            throw Refusal.of("AddressPoolError", text);
        });
    }

    private static void keepAndGive(Args args, List<String> warnings, Network network, AddressPool pool) {
        for (String address : args.texts("add_reserved_ips")) {
            pool.reserve(address, true)
                    .ifPresent(problem -> warnings.add("Cannot reserve IP address " + address + ": " + problem));
        }
        for (String address : args.texts("remove_reserved_ips")) {
            if (address.equals(network.gateway())) {
                warnings.add("Cannot unreserve Gateway's IP");
            } else {
                pool.release(address, true)
                        .ifPresent(problem -> warnings.add("Cannot release IP address " + address + ": " + problem));
            }
        }
    }
}
