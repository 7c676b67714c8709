package org.gatehouse.embedded.query;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.gatehouse.embedded.query.OtherFields.Job;
import org.gatehouse.embedded.queue.JobRow;
import org.gatehouse.embedded.queue.JobView;

/** Jobs, which are read from disk some at a time. */
record JobItems(JobView jobs) implements Source.Items<Job> {
    private static final int PAGE = 200;

    /** Archived jobs are among them if the client wants to know whether they are. */
    @Override
    public Iterator<Job> all(Scope scope, List<String> fields) {
        return new Pages(jobs, fields.contains("archived"));
    }

    @Override
    public List<Job> named(Scope scope, Object value) {
        if (value instanceof String text) {
            return List.of(job(parse(text)));
        }
        Number number = (Number) value;
        if (Numbers.exact(number).signum() < 0) {
            throw Refusals.generic("Invalid value for job ID ' " + number + "'");
        }
        return List.of(job(number.longValue()));
    }

    private static long parse(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw Refusals.generic("parsing job id: cannot parse string '" + text + "'");
        }
    }

    /** Every number is a job; one that nobody knows has no values. */
    @Override
    public Optional<Job> first(Scope scope, String digits) {
        return Optional.of(job(new BigInteger(digits).longValue()));
    }

    private Job job(long id) {
        return new Job(id, jobs.find(id));
    }

    @Override
    public boolean areMany() {
        return true;
    }

    private static final class Pages implements Iterator<Job> {
        private final JobView jobs;
        private final boolean archivedToo;
        private Iterator<JobRow> page = List.<JobRow>of().iterator();
        private long last;
        private boolean ended;

        Pages(JobView jobs, boolean archivedToo) {
            this.jobs = jobs;
            this.archivedToo = archivedToo;
        }

        @Override
        public boolean hasNext() {
            if (!page.hasNext() && !ended) {
                page = jobs.page(last, PAGE, archivedToo).iterator();
                ended = !page.hasNext();
            }
            return !ended;
        }

        @Override
        public Job next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            JobRow row = page.next();
            last = row.id();
            return new Job(row.id(), Optional.of(row));
        }
    }
}
