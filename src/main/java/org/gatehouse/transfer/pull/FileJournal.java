package org.gatehouse.transfer.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A journal in a file of lines, each with a checksum, which only grows: {@code CHECK pull 1 SIZE BLOCK new|other TAG} binds it,
 * {@code CHECK done FIRST COUNT} notes blocks. Reading ends at the first line that is not whole: what follows it was never
 * trusted, since each line is synced before anybody relies on it.
 */
final class FileJournal implements PullJournal {
    private final FileChannel file;
    private final BitSet blocks = new BitSet();
    private String bound = "";
    private boolean blank = true;
    private boolean used;

    FileJournal(Path path) throws IOException {
        boolean there = Files.exists(path);
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (there) {
                file.truncate(read(Files.readString(path, StandardCharsets.ISO_8859_1)));
            }
            file.position(file.size());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Takes in the whole lines and returns where they end. */
    private int read(String text) {
        int begin = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            String line = text.substring(begin, end);
            if (line.length() < 10 || !line.equals(checked(line.substring(9))) || !take(line.substring(9))) {
                return begin;
            }
            begin = end + 1;
        }
        return begin;
    }

    private boolean take(String line) {
        String[] words = line.split(" ", 6);
        if (words[0].equals("pull") && words.length == 6) {
            blocks.clear();
            used = true;
            blank = words[4].equals("new");
            bound = binding(words[5], Long.parseLong(words[2]), Integer.parseInt(words[3]));
            return true;
        }
        if (words[0].equals("done") && words.length == 3) {
            int first = Integer.parseInt(words[1]);
            blocks.set(first, first + Integer.parseInt(words[2]));
            return true;
        }
        return false;
    }

    private static String binding(String tag, long size, int blockSize) {
        return size + " " + blockSize + " " + tag;
    }

    private static String checked(String line) {
        CRC32C check = new CRC32C();
        check.update(line.getBytes(StandardCharsets.ISO_8859_1));
        return String.format(Locale.ROOT, "%08x %s", check.getValue(), line);
    }

    @Override
    public synchronized boolean isNew() {
        return !used;
    }

    @Override
    public synchronized State bind(String entityTag, long size, int blockSize) throws IOException {
        String tag = entityTag.replaceAll("[^\\x20-\\x7e]", "?");
        String binding = binding(tag, size, blockSize);
        // An answer without a tag may be of any state of the disk.
        if (used && !tag.isEmpty() && binding.equals(bound)) {
            return blank ? State.SAME : State.OTHER;
        }
        blank = !used;
        used = true;
        bound = binding;
        blocks.clear();
        append("pull 1 " + size + " " + blockSize + (blank ? " new " : " other ") + tag);
        return blank ? State.NEW : State.OTHER;
    }

    @Override
    public synchronized boolean has(long block) {
        return blocks.get(Math.toIntExact(block));
    }

    @Override
    public synchronized void verified(long first, int count) throws IOException {
        append("done " + first + " " + count);
        blocks.set(Math.toIntExact(first), Math.toIntExact(first + count));
    }

    @Override
    public synchronized void forget() throws IOException {
        if (used) {
            bound = "";
            bind("", 0, 0);
        }
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(checked(line) + "\n");
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(true);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
