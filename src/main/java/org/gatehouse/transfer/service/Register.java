package org.gatehouse.transfer.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.http.HttpError;

/** The transfers that are known: those under way, of which there are a bounded number, and for a while those that have ended. Any thread may ask. */
final class Register {
    private static final Logger LOG = System.getLogger(Register.class.getName());
    private static final int MOST_KEPT = 1000;
    private static final Duration KEPT = Duration.ofHours(24);
    private static final String RETRY_SECONDS = "30";

    private final TransferFiles files;
    private final int mostAtWork;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Transfer> transfers = new LinkedHashMap<>();

    /** Keeps them in {@code files}, and lets so many be under way at once. */
    Register(TransferFiles files, int mostAtWork) {
        this.files = files;
        this.mostAtWork = mostAtWork;
    }

    /** Takes up what is in the files; answers with those that have not ended. */
    synchronized List<Transfer> load() throws IOException {
        List<Transfer> under = new ArrayList<>();
        for (Map<String, Object> facts : files.read()) {
            try {
                Transfer transfer = new Transfer(files, facts);
                transfers.put(transfer.id(), transfer);
                if (!transfer.state().ended()) {
                    under.add(transfer);
                }
            } catch (IllegalArgumentException e) {
                // Another version may have written it, and may want to read it again.
                LOG.log(Level.WARNING, "a file of transfers is not understood: {0}", facts.get("id"));
            }
        }
        return under;
    }

    /** Lets one more in, if there is room and its instance has no other. It is in its file when this returns. */
    synchronized Transfer add(Map<String, Object> facts) {
        int atWork = 0;
        for (Transfer other : transfers.values()) {
            if (!other.state().ended()) {
                atWork++;
                if (other.text(Transfer.UUID).equals(facts.get(Transfer.UUID))) {
                    throw new HttpError(
                            409,
                            "The instance has a transfer already, " + other.id() + ", which is "
                                    + other.state().word());
                }
            }
        }
        if (atWork >= mostAtWork) {
            throw new HttpError(503, mostAtWork + " transfers are under way already")
                    .withHeader("Retry-After", RETRY_SECONDS);
        }
        Transfer transfer = new Transfer(files, facts);
        write(transfer, Map.of());
        transfers.put(transfer.id(), transfer);
        return transfer;
    }

    /** Changes a transfer's facts, on the disk first; 500 if that cannot be written. */
    static void write(Transfer transfer, Map<String, Object> changes) {
        try {
            transfer.set(changes);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the transfer " + transfer.id() + " cannot be written", e);
            throw new HttpError(500, "The transfer cannot be written to the disk of the master");
        }
    }

    /** An id for a new transfer. */
    String freshId(Kind kind) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return kind.word().substring(0, 3) + "-" + HexFormat.of().formatHex(bytes);
    }

    /** Has a waiting import begin; false if it has begun already, 409 if it is over. */
    synchronized boolean begin(Transfer transfer, Map<String, Object> changes) {
        if (transfer.state() == State.RUNNING) {
            return false;
        }
        if (transfer.state() != State.WAITING
                || !transfer.text(Transfer.OUTCOME).isEmpty()
                || transfer.unwanted().isDone()) {
            throw new HttpError(
                    409,
                    "The import " + transfer.id() + " is " + transfer.state().word() + " and not to begin any more");
        }
        write(transfer, changes);
        return true;
    }

    /** Decides that a waiting import is not going to begin; false if it does not wait. */
    synchronized boolean abandon(Transfer transfer, State state) {
        if (transfer.state() != State.WAITING
                || !transfer.text(Transfer.OUTCOME).isEmpty()) {
            return false;
        }
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put(Transfer.OUTCOME, state.word());
        transfer.note(changes);
        return true;
    }

    /** The import that waits for an instance of this name to be made. */
    synchronized Optional<Transfer> waiting(String instance) {
        return transfers.values().stream()
                .filter(transfer -> transfer.state() == State.WAITING
                        && transfer.text(Transfer.UUID).equals(instance)
                        && transfer.text(Transfer.OUTCOME).isEmpty()
                        && !transfer.unwanted().isDone())
                .findFirst();
    }

    /** All of them, the oldest first. */
    synchronized List<Transfer> all() {
        return List.copyOf(transfers.values());
    }

    /** The one of this id; 404 if there is none. */
    synchronized Transfer fetch(String id) {
        Transfer transfer = transfers.get(id);
        if (transfer == null) {
            throw new HttpError(404, "There is no transfer " + id);
        }
        return transfer;
    }

    /** The instance's transfer that its client calls so. */
    synchronized Optional<Transfer> known(Kind kind, InstanceFacts instance, String reference) {
        return transfers.values().stream()
                .filter(transfer -> !reference.isEmpty()
                        && transfer.kind() == kind
                        && transfer.text("reference").equals(reference)
                        && transfer.text(Transfer.UUID).equals(instance.uuid()))
                .findFirst();
    }

    /** Forgets what ended long ago, and the oldest when there are too many. */
    synchronized void forgetOld(Instant now) {
        List<Transfer> ended = transfers.values().stream()
                .filter(transfer -> transfer.state().ended())
                .sorted(Comparator.comparing(Transfer::changed).reversed())
                .toList();
        for (int i = 0; i < ended.size(); i++) {
            Transfer transfer = ended.get(i);
            if (i >= MOST_KEPT || transfer.changed().plus(KEPT).isBefore(now)) {
                forget(transfer);
            }
        }
    }

    private void forget(Transfer transfer) {
        try {
            files.remove(transfer.id());
            transfers.remove(transfer.id());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the transfer {0} cannot be forgotten: {1}", transfer.id(), e.toString());
        }
    }
}
