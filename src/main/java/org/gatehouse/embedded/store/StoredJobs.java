package org.gatehouse.embedded.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.embedded.queue.JobStore;
import org.gatehouse.embedded.queue.StoredJob;
import org.h2.mvstore.MVMap;

/** The jobs in a {@link StoreFile}: each by its id, and three orders to find them by. */
public final class StoredJobs implements JobStore {
    private static final String DRAINED = "drained";

    private final StoreFile file;
    private final MVMap<Long, String> jobs;
    /** The ids of those that are not archived. */
    private final MVMap<Long, Boolean> current;
    /** The ids of those that are not finished. */
    private final MVMap<Long, Boolean> open;
    /** The finished ones that are not archived, by when they ended. */
    private final MVMap<String, Long> ended;

    private final MVMap<String, String> about;

    public StoredJobs(StoreFile file) {
        this.file = file;
        this.jobs = file.map("jobs");
        this.current = file.map("current-jobs");
        this.open = file.map("open-jobs");
        this.ended = file.map("ended-jobs");
        this.about = file.map("about");
    }

    @Override
    public long lastId() {
        Long last = jobs.lastKey();
        return last == null ? 0 : last;
    }

    @Override
    public void write(Collection<StoredJob> written) {
        file.change(() -> written.forEach(this::write));
    }

    private void write(StoredJob job) {
        String before = jobs.put(job.id(), encode(job));
        if (before != null) {
            StoredJob old = decode(job.id(), before);
            if (old.finished() && !old.archived()) {
                ended.remove(endKey(old));
            }
        }
        mark(current, job.id(), !job.archived());
        mark(open, job.id(), !job.finished());
        if (job.finished() && !job.archived()) {
            ended.put(endKey(job), job.id());
        }
    }

    private static void mark(MVMap<Long, Boolean> ids, long id, boolean in) {
        if (in) {
            ids.putIfAbsent(id, true);
        } else {
            ids.remove(id);
        }
    }

    @Override
    public Optional<StoredJob> load(long id) {
        return Optional.ofNullable(jobs.get(id)).map(text -> decode(id, text));
    }

    @Override
    public List<StoredJob> page(long after, int count, boolean archivedToo) {
        return archivedToo ? jobsOf(jobs, after, count) : jobsOf(current, after, count);
    }

    @Override
    public List<StoredJob> unfinished() {
        return jobsOf(open, 0, Integer.MAX_VALUE);
    }

    private List<StoredJob> jobsOf(MVMap<Long, ?> ids, long after, int count) {
        List<StoredJob> found = new ArrayList<>();
        Iterator<Long> next = ids.keyIterator(after + 1);
        while (next.hasNext() && found.size() < count) {
            load(next.next()).ifPresent(found::add);
        }
        return found;
    }

    @Override
    public List<Long> endedBefore(long micros, int count) {
        List<Long> ids = new ArrayList<>();
        String end = endKey(micros, 0);
        var cursor = ended.cursor(null);
        while (ids.size() < count && cursor.hasNext() && cursor.next().compareTo(end) < 0) {
            ids.add(cursor.getValue());
        }
        return ids;
    }

    @Override
    public int countEndedBefore(long micros) {
        String first = ended.ceilingKey(endKey(micros, 0));
        return first == null ? ended.size() : (int) ended.getKeyIndex(first);
    }

    @Override
    public boolean drained() {
        return about.containsKey(DRAINED);
    }

    @Override
    public void drain(boolean drained) {
        file.change(() -> {
            if (drained) {
                about.put(DRAINED, "true");
            } else {
                about.remove(DRAINED);
            }
        });
    }

    private static String endKey(StoredJob job) {
        return endKey(job.ended(), job.id());
    }

    /** Sorts as text the way the two numbers do. */
    private static String endKey(long micros, long id) {
        return String.format("%019d/%019d", micros, id);
    }

    private static String encode(StoredJob job) {
        return (job.finished() ? "f" : "-") + (job.archived() ? "a" : "-") + job.ended() + ":" + job.json();
    }

    private static StoredJob decode(long id, String text) {
        int colon = text.indexOf(':');
        return new StoredJob(
                id,
                text.charAt(0) == 'f',
                text.charAt(1) == 'a',
                Long.parseLong(text.substring(2, colon)),
                text.substring(colon + 1));
    }
}
