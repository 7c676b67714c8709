package org.gatehouse.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** A certificate's name or a rule's pattern for one, taken apart: its parts in order, the most specific first. */
record DistinguishedName(List<List<TypeAndValue>> parts) {
    // Without these the JDK writes the values of such types as hexadecimal DER.
    private static final Map<String, String> KEYWORDS = Map.of(
            "1.2.840.113549.1.9.1", "EMAILADDRESS",
            "2.5.4.5", "SERIALNUMBER",
            "2.5.4.4", "SN",
            "2.5.4.42", "GIVENNAME",
            "2.5.4.12", "TITLE",
            "2.5.4.46", "DNQUALIFIER",
            "2.5.4.97", "ORGANIZATIONIDENTIFIER");

    /** One attribute; the type in capitals. */
    record TypeAndValue(String type, String value) {}

    DistinguishedName {
        parts = List.copyOf(parts);
    }

    /** The name in a certificate; one that cannot be read counts as empty, which no pattern matches. */
    static DistinguishedName of(X500Principal principal) {
        try {
            return parse(principal.getName(X500Principal.RFC2253, KEYWORDS));
        } catch (InvalidNameException e) {
            return new DistinguishedName(List.of());
        }
    }

    /** Reads the notation of RFC 4514. */
    static DistinguishedName parse(String text) throws InvalidNameException {
        List<Rdn> rdns = new LdapName(text).getRdns();
        List<List<TypeAndValue>> parts = new ArrayList<>();
        for (Rdn rdn : rdns) {
            // LdapName counts from the other end.
            parts.add(0, attributes(rdn));
        }
        return new DistinguishedName(parts);
    }

    /** All values of a type, the most specific first. */
    List<String> values(String type) {
        return parts.stream()
                .flatMap(List::stream)
                .filter(attribute -> attribute.type.equals(type))
                .map(TypeAndValue::value)
                .toList();
    }

    private static List<TypeAndValue> attributes(Rdn rdn) throws InvalidNameException {
        List<TypeAndValue> attributes = new ArrayList<>();
        try {
            NamingEnumeration<? extends Attribute> all = rdn.toAttributes().getAll();
            while (all.hasMore()) {
                Attribute attribute = all.next();
                NamingEnumeration<?> values = attribute.getAll();
                while (values.hasMore()) {
                    Object value = values.next();
                    // A value that is not a text stays out: no pattern can match it, but it still counts as an
                    // attribute.
                    attributes.add(new TypeAndValue(
                            attribute.getID().toUpperCase(Locale.ROOT), value instanceof String text ? text : null));
                }
            }
        } catch (NamingException e) {
            InvalidNameException invalid = new InvalidNameException(e.getMessage());
            invalid.setRootCause(e);
            throw invalid;
        }
        return List.copyOf(attributes);
    }
}
