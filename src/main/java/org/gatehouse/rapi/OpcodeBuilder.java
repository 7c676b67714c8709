package org.gatehouse.rapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.http.HttpError;
import org.gatehouse.http.PythonText;
import org.gatehouse.opcode.Catalogue;
import org.gatehouse.opcode.GanetiVersion;
import org.gatehouse.opcode.Opcode;
import org.gatehouse.opcode.OpcodeException;

/**
 * Makes an opcode of a client's parameters and the ones that the resource fixes, with RAPI's checks in RAPI's order: renamed
 * parameters, attempts to override fixed ones, unknown ones, types.
 */
final class OpcodeBuilder {
    private final String id;
    private final Map<String, Object> fixed = new LinkedHashMap<>();
    private final Map<String, String> renames = new LinkedHashMap<>();
    private Object parameters = Map.of();

    OpcodeBuilder(String id) {
        this.id = id;
    }

    /** The client's parameters: an object, or {@code null} for none; anything else is refused by {@link #build}. */
    OpcodeBuilder parameters(Object given) {
        parameters = given == null ? Map.of() : given;
        return this;
    }

    /** The jobs to wait for: joins the client's parameters, if these are an object. */
    OpcodeBuilder depends(Object jobs) {
        if (parameters instanceof Map) {
            Map<String, Object> more = new LinkedHashMap<>(Call.members(parameters));
            more.put("depends", jobs);
            parameters = more;
        }
        return this;
    }

    /** A parameter that the client cannot set. */
    OpcodeBuilder fixed(String name, Object value) {
        fixed.put(name, value);
        return this;
    }

    /** A parameter that clients know by another name. */
    OpcodeBuilder renamed(String clientsName, String name) {
        renames.put(clientsName, name);
        return this;
    }

    /** The opcode, or the 400 (or 500, where Ganeti fails) that says what is wrong with it. */
    Opcode build(Catalogue catalogue, GanetiVersion version) {
        if (!(parameters instanceof Map)) {
            throw Call.wrongType("Body contents", parameters, "dict");
        }
        Map<String, Object> all = new LinkedHashMap<>(Call.members(parameters));
        renames.forEach((clientsName, name) -> rename(all, clientsName, name));
        refuseOverrides(all);
        all.putAll(fixed);
        Opcode opcode = new Opcode(id, all);
        check(opcode, catalogue, version);
        return opcode;
    }

    private static void rename(Map<String, Object> all, String clientsName, String name) {
        if (!all.containsKey(clientsName)) {
            return;
        }
        if (all.containsKey(name)) {
            throw new HttpError(
                    400, "Parameter '" + clientsName + "' was renamed to '" + name + "', but both are specified");
        }
        all.put(name, all.remove(clientsName));
    }

    private void refuseOverrides(Map<String, Object> all) {
        Map<String, Object> overridden = new TreeMap<>(fixed);
        overridden.keySet().retainAll(all.keySet());
        if (!overridden.isEmpty()) {
            String names = PythonText.repr(List.copyOf(overridden.keySet()));
            throw new HttpError(
                    400, "Can't overwrite static parameters {" + names.substring(1, names.length() - 1) + "}");
        }
    }

    private static void check(Opcode opcode, Catalogue catalogue, GanetiVersion version) {
        try {
            catalogue.check(opcode, version);
        } catch (OpcodeException e) {
            throw switch (e.kind()) {
                case UNKNOWN_PARAMETER, UNCHECKABLE -> new HttpError(400, "Invalid body parameters: " + e.getMessage());
                case CRASHES -> new HttpError(500, e.getMessage());
                case INVALID_VALUE ->
                    new HttpError(
                            400,
                            "Invalid body parameters: "
                                    + PythonText.exceptionText(List.of(e.getMessage(), "wrong_input")));
            };
        }
    }
}
