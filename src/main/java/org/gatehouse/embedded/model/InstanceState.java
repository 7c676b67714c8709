package org.gatehouse.embedded.model;

/**
 * What an instance should be and is.
 *
 * @param admin {@code up}, {@code down} or {@code offline}
 * @param source who said so: {@code admin} or {@code user}
 * @param disksActive whether its disks should be in use
 * @param running whether it does, as far as an instance without a virtual machine can
 */
public record InstanceState(String admin, String source, boolean disksActive, boolean running) {

    /** As instances are made. */
    public static final InstanceState DOWN = new InstanceState("down", "admin", false, false);

    public InstanceState withAdmin(String state, String by) {
        return new InstanceState(state, by, disksActive, running);
    }

    public InstanceState withDisksActive(boolean active) {
        return new InstanceState(admin, source, active, running);
    }

    public InstanceState withRunning(boolean runs) {
        return new InstanceState(admin, source, disksActive, runs);
    }
}
