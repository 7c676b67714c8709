package org.gatehouse.cluster;

import java.util.List;
import java.util.Map;
import org.gatehouse.opcode.Opcode;

/**
 * Disks that leave for another cluster, or come from one, while a job waits for it: version 2 of Ganeti's import and export, in
 * which the destination pulls. For clusters that carry out their jobs in this process. Whatever is wrong is the
 * {@link ClusterException} that the opcode ends with. Any thread may call.
 */
public interface RemoteDisks {

    /** What the preparation of an export answers with: {@code handshake}, {@code x509_key_name}, {@code x509_ca}. */
    Map<String, Object> prepareExport();

    /** Checks an export's parameters, those of the opcode; changes nothing yet. */
    Errand export(String instance, Map<String, Object> parameters);

    /**
     * Makes the key with which the disks of an instance that is not there yet are going to be pulled; the same again while nobody
     * has used it. Answers with {@code import}, its id, and {@code csr}, its signed certificate request.
     */
    Map<String, Object> prepareImport(Target target) throws InterruptedException;

    /** Checks where the disks of a new instance are to come from; changes nothing yet. */
    Errand fill(Target target);

    /**
     * An instance that is going to be made.
     *
     * @param name of the instance
     * @param uuid that it is going to have
     * @param node its primary node's name
     * @param template its disk template
     * @param sizes of its disks, in MiB
     * @param parameters those of the opcode
     */
    record Target(
            String name, String uuid, String node, String template, List<Long> sizes, Map<String, Object> parameters) {}

    /** What is to be done, once. */
    @FunctionalInterface
    interface Errand {
        /**
         * Returns when every byte has arrived; otherwise everything is as it was before, and the exception says why. An interrupt
         * leaves things as they are: the next process puts them right.
         */
        void run(Hands hands) throws InterruptedException;
    }

    /** What a job does for an errand. Called by the errand's thread only. */
    interface Hands {
        /** Adds an entry to the job's log. */
        void log(String type, Object payload);

        /** Carries an opcode out as a part of the job, with the locks that the job has. */
        void carryOut(Opcode opcode) throws InterruptedException;

        /** Makes the instance that is to be filled. */
        void make() throws InterruptedException;
    }

    /** None: whatever is asked for is refused with this reason. */
    static RemoteDisks none(String reason) {
        return new NoRemoteDisks(reason);
    }
}
