package org.gatehouse.transfer.pull;

/** A journal of a pull that cannot go on later. */
final class NoJournal implements PullJournal {
    @Override
    public boolean isNew() {
        return true;
    }

    @Override
    public State bind(String entityTag, long size, int blockSize) {
        return State.NEW;
    }

    @Override
    public boolean has(long block) {
        return false;
    }

    @Override
    public void verified(long first, int count) {}

    @Override
    public void forget() {}

    @Override
    public void close() {}
}
