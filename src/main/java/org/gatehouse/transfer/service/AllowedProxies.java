package org.gatehouse.transfer.service;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.http.HttpError;

/**
 * The HTTP proxies that imports may go through. A node connects to the proxy that an import names, so that only the operator
 * may say which addresses these are.
 *
 * @param proxies each as {@code http://host:port}
 */
public record AllowedProxies(Set<String> proxies) {
    /** No proxy is allowed. */
    public static final AllowedProxies NONE = new AllowedProxies(Set.of());

    /** Copies the set. */
    public AllowedProxies {
        proxies = Set.copyOf(proxies);
    }

    /** Reads a list, with commas or blanks between the proxies; fails with {@link IllegalArgumentException}. */
    public static AllowedProxies parse(String text) {
        Set<String> proxies = new LinkedHashSet<>();
        for (String part : text.split("[,\\s]+", -1)) {
            if (!part.isEmpty()) {
                proxies.add(find(part).orElseThrow(() -> new IllegalArgumentException(part)));
            }
        }
        return new AllowedProxies(proxies);
    }

    /** The proxy as it is compared; empty if the text is something else than {@code http://HOST:PORT}. */
    private static Optional<String> find(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = "http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= 65_535
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && Set.of("", "/").contains(uri.getRawPath());
            return plain
                    ? Optional.of("http://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + uri.getPort())
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The proxy that a client names, if that is allowed; 400 if it is not. */
    String checked(String text) {
        String proxy = find(text).orElseThrow(() -> new HttpError(400, "proxy must be http://HOST:PORT"));
        if (!proxies.contains(proxy)) {
            throw new HttpError(400, "This proxy is not allowed; the setting transfer.proxies names those that are");
        }
        return proxy;
    }
}
