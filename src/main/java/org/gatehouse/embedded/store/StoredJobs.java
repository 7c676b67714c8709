package org.gatehouse.embedded.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.gatehouse.embedded.queue.JobStore;
import org.gatehouse.embedded.queue.StoredJob;
import org.h2.mvstore.MVMap;

/** The jobs in a {@link StoreFile}: each by its id, and three orders to find them by. */
public final class StoredJobs implements JobStore {
    private static final String DRAINED = "drained";

    private final StoreFile file;

    public StoredJobs(StoreFile file) {
        this.file = file;
    }

    private MVMap<Long, String> jobs() {
        return file.map("jobs");
    }

    /** The ids of those that are not archived. */
    private MVMap<Long, Boolean> current() {
        return file.map("current-jobs");
    }

    /** The ids of those that are not finished. */
    private MVMap<Long, Boolean> open() {
        return file.map("open-jobs");
    }

    /** The finished ones that are not archived, by when they ended. */
    private MVMap<String, Long> ended() {
        return file.map("ended-jobs");
    }

    private MVMap<String, String> about() {
        return file.map("about");
    }

    @Override
    public long lastId() {
        Long last = file.read(() -> jobs().lastKey());
        return last == null ? 0 : last;
    }

    @Override
    public void write(Collection<StoredJob> written) {
        file.change(() -> written.forEach(this::write));
    }

    private void write(StoredJob job) {
        String before = jobs().put(job.id(), encode(job));
        if (before != null) {
            StoredJob old = decode(job.id(), before);
            if (old.finished() && !old.archived()) {
                ended().remove(endKey(old));
            }
        }
        mark(current(), job.id(), !job.archived());
        mark(open(), job.id(), !job.finished());
        if (job.finished() && !job.archived()) {
            ended().put(endKey(job), job.id());
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
        return Optional.ofNullable(file.read(() -> jobs().get(id))).map(text -> decode(id, text));
    }

    @Override
    public List<StoredJob> page(long after, int count, boolean archivedToo) {
        return archivedToo ? jobsOf(this::jobs, after, count) : jobsOf(this::current, after, count);
    }

    @Override
    public List<StoredJob> unfinished() {
        return jobsOf(this::open, 0, Integer.MAX_VALUE);
    }

    private List<StoredJob> jobsOf(Supplier<MVMap<Long, ?>> ids, long after, int count) {
        return file.read(() -> {
            List<StoredJob> found = new ArrayList<>();
            Iterator<Long> next = ids.get().keyIterator(after + 1);
            while (next.hasNext() && found.size() < count) {
                load(next.next()).ifPresent(found::add);
            }
            return found;
        });
    }

    @Override
    public List<Long> endedBefore(long micros, int count) {
        String end = endKey(micros, 0);
        return file.read(() -> {
            List<Long> ids = new ArrayList<>();
            var cursor = ended().cursor(null);
            while (ids.size() < count && cursor.hasNext() && cursor.next().compareTo(end) < 0) {
                ids.add(cursor.getValue());
            }
            return ids;
        });
    }

    @Override
    public int countEndedBefore(long micros) {
        return file.read(() -> {
            MVMap<String, Long> ended = ended();
            String first = ended.ceilingKey(endKey(micros, 0));
            return first == null ? ended.size() : (int) ended.getKeyIndex(first);
        });
    }

    @Override
    public boolean drained() {
        return file.read(() -> about().containsKey(DRAINED));
    }

    @Override
    public void drain(boolean drained) {
        file.change(() -> {
            if (drained) {
                about().put(DRAINED, "true");
            } else {
                about().remove(DRAINED);
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
