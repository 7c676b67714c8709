package org.gatehouse.transfer.pull;

/** Hears how a pull goes, on the thread that pulls. */
public interface PullWatcher {
    /** Nobody listens. */
    PullWatcher NONE = new PullWatcher() {
        @Override
        public void progress(PullProgress progress) {}

        @Override
        public void note(String text) {}
    };

    /** How far it is: now and then, and at the end. */
    void progress(PullProgress progress);

    /** Something that people may want to know, such as that a connection was refused and when it is tried again. */
    void note(String text);
}
