package org.gatehouse.embedded.description;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gatehouse.embedded.json.JsonText;
import org.gatehouse.embedded.model.Item;

/** What an embedded cluster is to begin with: its name, nodes, groups, networks, OS definitions and instances. */
public final class Description {
    private static final String USUAL = "usual-cluster.json";

    private final Part whole;

    private Description(Part whole) {
        this.whole = whole;
    }

    /** A small cluster without instances. */
    public static Description usual() {
        try (InputStream in = Description.class.getResourceAsStream(USUAL)) {
            if (in == null) {
                throw new IllegalStateException("the usual cluster is not in this build");
            }
            return new Description(Part.whole(JsonText.read(in.readAllBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the usual cluster", e);
        }
    }

    /** The one in a file (JSON). Fails with {@link DescriptionException}. */
    public static Description read(Path file) {
        try {
            return new Description(Part.whole(JsonText.read(Files.readAllBytes(file))));
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            throw new DescriptionException("it is not JSON: "
                    + (place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ")
                    + e.getOriginalMessage().replaceAll("\\s+", " "));
        } catch (AccessDeniedException e) {
            throw new DescriptionException("permission denied");
        } catch (IOException e) {
            throw new DescriptionException("cannot be read: " + e);
        }
    }

    /** New objects as described, for an empty model. Fails with {@link DescriptionException}. */
    public List<Item> make() {
        return new Maker(whole).make();
    }
}
