package org.gatehouse.http;

import java.util.List;
import java.util.Optional;

/**
 * Which content coding an answer gets: the header {@code Accept-Encoding} (RFC 9110, 12.5.3), read more strictly than that: who
 * names only codings that are not there gets none, instead of data in a form that was not asked for.
 */
public final class ContentCodings {
    /** The data as it is. */
    public static final String IDENTITY = "identity";

    private ContentCodings() {}

    /**
     * The coding to use, empty if there is none that the client takes.
     *
     * @param acceptEncoding the header, several joined by commas; null if there is none
     * @param offered the codings that there are, the preferred first
     */
    public static Optional<String> choose(String acceptEncoding, List<String> offered) {
        if (acceptEncoding == null || acceptEncoding.isBlank()) {
            return Optional.of(IDENTITY).filter(offered::contains);
        }
        List<Weighted> elements = Weighted.list(acceptEncoding);
        Optional<String> best = Optional.empty();
        int most = 0;
        for (String coding : offered) {
            // What is named counts a little more than what the asterisk stands for.
            int worth = find(elements, coding)
                    .map(named -> named.weight() == 0 ? 0 : 2 * named.weight() + 1)
                    .or(() -> find(elements, "*").map(any -> 2 * any.weight()))
                    .orElse(0);
            if (worth > most) {
                best = Optional.of(coding);
                most = worth;
            }
        }
        boolean onlyExcludes = elements.stream().allMatch(element -> element.weight() == 0);
        boolean identityIsExcluded =
                find(elements, IDENTITY).or(() -> find(elements, "*")).isPresent();
        return best.or(() ->
                Optional.of(IDENTITY).filter(any -> onlyExcludes && !identityIsExcluded && offered.contains(IDENTITY)));
    }

    /** Whether the client takes the data as it is: unless it excludes that, by its name or by the asterisk. */
    public static boolean allowsIdentity(String acceptEncoding) {
        if (acceptEncoding == null) {
            return true;
        }
        List<Weighted> elements = Weighted.list(acceptEncoding);
        return find(elements, IDENTITY)
                .or(() -> find(elements, "*"))
                .map(element -> element.weight() > 0)
                .orElse(true);
    }

    private static Optional<Weighted> find(List<Weighted> elements, String coding) {
        return elements.stream()
                .filter(element -> element.name().equals(coding)
                        || (coding.equals("gzip") && element.name().equals("x-gzip")))
                .findFirst();
    }
}
