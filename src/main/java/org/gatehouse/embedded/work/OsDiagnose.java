package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.embedded.model.OsDefinition;
import org.gatehouse.embedded.queue.LockRequest;

/** Lists the operating systems. */
final class OsDiagnose implements Operation {
    private static final List<String> FIELDS = List.of(
            "api_versions",
            "blacklisted",
            "hidden",
            "name",
            "node_status",
            "os_hvp",
            "osparams",
            "parameters",
            "trusted",
            "valid",
            "variants");

    private final Site site;

    OsDiagnose(Site site) {
        this.site = site;
    }

    @Override
    public Set<LockRequest> prepare(Task task) {
        List<String> unknown = task.args().texts("output_fields").stream()
                .filter(field -> !FIELDS.contains(field))
                .toList();
        if (!unknown.isEmpty()) {
            throw Refusal.prerequisite("Unknown output fields selected: " + Texts.joined(unknown), Refusal.WRONG_INPUT);
        }
        return Locks.none().set();
    }

    @Override
    public Work check(Task task) {
        List<String> fields = task.args().texts("output_fields");
        List<String> names = task.args().texts("names");
        return () -> site.model().systems().all().stream()
                .filter(system -> names.isEmpty() || names.contains(system.name()))
                .filter(system -> fields.contains("hidden") || !listed("hidden_os", system))
                .filter(system -> fields.contains("blacklisted") || !listed("blacklisted_os", system))
                .map(system -> {
                    List<Object> row = new ArrayList<>();
                    fields.forEach(field -> row.add(value(field, system)));
                    return (Object) row;
                })
                .toList();
    }

    private boolean listed(String setting, OsDefinition system) {
        return site.cluster().texts(setting).contains(system.name());
    }

    private Object value(String field, OsDefinition system) {
        return switch (field) {
            case "name" -> system.name();
            case "variants" -> system.variants();
            case "parameters" -> parameters(system);
            case "api_versions" -> List.of(20);
            case "hidden" -> listed("hidden_os", system);
            case "blacklisted" -> listed("blacklisted_os", system);
            case "os_hvp" -> ofVariants("os_hvp", system);
            case "osparams" -> ofVariants("osparams", system);
            case "node_status" -> nodeStatus(system);
            default -> true;
        };
    }

    private static List<Object> parameters(OsDefinition system) {
        List<Object> parameters = new ArrayList<>();
        system.parameters().forEach((name, text) -> parameters.add(List.of(name, text)));
        return parameters;
    }

    private Map<String, Object> ofVariants(String setting, OsDefinition system) {
        Map<String, Object> all = site.cluster().object(setting);
        Map<String, Object> own = new LinkedHashMap<>();
        for (String variant : system.variants()) {
            String name = system.name() + "+" + variant;
            if (all.containsKey(name)) {
                own.put(name, all.get(name));
            }
        }
        return own;
    }

    private Map<String, Object> nodeStatus(OsDefinition system) {
        Map<String, Object> status = new LinkedHashMap<>();
        List<Object> found = List.of(
                "/srv/ganeti/os/" + system.name(), true, "", system.variants(), parameters(system), List.of(20), true);
        site.model().nodes().all().stream()
                .filter(node -> !node.flags().offline() && node.flags().vmCapable())
                .forEach(node -> status.put(node.uuid(), List.of(found)));
        return status;
    }
}
