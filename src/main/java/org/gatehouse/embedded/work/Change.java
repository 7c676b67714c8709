package org.gatehouse.embedded.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.cluster.ClusterException;

/** A change to one of an instance's devices: which kind of change, at which place or of which name, to what. */
record Change(String action, Object identifier, Map<String, Object> params) {
    private static final Set<String> UNPLACED = Set.of("add", "attach", "remove", "detach");

    /** The changes that an opcode lists, in the shorter or the longer form. */
    static List<Change> all(String kind, List<Object> listed) {
        List<Change> changes = new ArrayList<>();
        int moves = 0;
        for (Object entry : listed) {
            List<Object> parts = Values.list(entry);
            if (parts.size() > 2) {
                changes.add(new Change((String) parts.get(0), parts.get(1), Values.map(parts.get(2))));
            } else if (UNPLACED.contains(String.valueOf(parts.get(0)))) {
                changes.add(new Change((String) parts.get(0), -1L, Values.map(parts.get(1))));
                moves++;
            } else {
                changes.add(new Change("modify", parts.get(0), Values.map(parts.get(1))));
            }
        }
        if (moves > 1) {
            throw Refusal.prerequisite(
                    "Only one " + kind + " add/attach/remove/detach operation is supported at a time",
                    Refusal.WRONG_INPUT);
        }
        for (Change change : changes) {
            if (change.leaves() && !change.params().isEmpty()) {
                throw Refusal.prerequisite(
                        "No settings should be passed when removing or detaching a " + kind, Refusal.WRONG_INPUT);
            }
        }
        return changes;
    }

    Change with(Map<String, Object> newParams) {
        return new Change(action, identifier, newParams);
    }

    boolean is(String wanted) {
        return action.equals(wanted);
    }

    boolean leaves() {
        return is("remove") || is("detach");
    }

    /** Where a device is to be put among so many. */
    int place(String kind, int count) {
        Long index = index();
        if (index == null) {
            throw Refusal.prerequisite("Only positive integer or -1 is accepted", Refusal.WRONG_INPUT);
        }
        if (index == -1) {
            return count;
        }
        if (index < 0) {
            throw negative();
        }
        if (index > count) {
            throw tooHigh(kind, index, count);
        }
        return index.intValue();
    }

    /** Which of the devices is meant; each is known by a name and a UUID. */
    int find(String kind, List<String> names, List<String> uuids) {
        Long index = index();
        if (index == null) {
            int place = uuids.indexOf(identifier) >= 0 ? uuids.indexOf(identifier) : names.indexOf(identifier);
            if (place < 0) {
                throw Refusal.prerequisite(
                        "Cannot find " + kind + " with identifier " + Texts.plain(identifier), Refusal.UNKNOWN);
            }
            return place;
        }
        if (index < -1) {
            throw negative();
        }
        if (index > uuids.size()) {
            throw tooHigh(kind, index, uuids.size());
        }
        int place = index == -1 ? uuids.size() - 1 : index.intValue();
        if (place < 0 || place >= uuids.size()) {
            throw Refusal.execution("list index out of range");
        }
        return place;
    }

    private Long index() {
        if (identifier instanceof Number number) {
            return number.longValue();
        }
        try {
            return Long.valueOf(String.valueOf(identifier).strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static ClusterException negative() {
        return Refusal.execution("Not accepting negative indices other than -1");
    }

    private static ClusterException tooHigh(String kind, long index, int count) {
        return Refusal.execution("Got " + kind + " index " + index + ", but there are only " + count);
    }
}
