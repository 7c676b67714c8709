package org.gatehouse.access;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/** A certificate's name, taken apart: its parts in order, the most specific first. */
record DistinguishedName(List<List<Attribute>> parts) {
    private static final Charset UTF_32 = Charset.forName("UTF-32BE");

    /**
     * One attribute.
     *
     * @param type its object identifier
     * @param text empty for a value that is not a text
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by content below.
    record Attribute(String type, Optional<String> text, byte[] der) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Attribute attribute
                    && type.equals(attribute.type)
                    && Arrays.equals(der, attribute.der);
        }

        @Override
        public int hashCode() {
            return Objects.hash(type, Arrays.hashCode(der));
        }
    }

    DistinguishedName {
        parts = List.copyOf(parts);
    }

    /** The name in a certificate; one that cannot be read counts as empty, which no pattern matches. */
    static DistinguishedName of(X500Principal principal) {
        List<List<Attribute>> parts = new ArrayList<>();
        try {
            for (RDN rdn : X500Name.getInstance(principal.getEncoded()).getRDNs()) {
                List<Attribute> part = new ArrayList<>();
                for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                    part.add(attribute(attribute));
                }
                // A certificate has the least specific part first.
                parts.add(0, List.copyOf(part));
            }
        } catch (IOException | RuntimeException unreadable) {
            return new DistinguishedName(List.of());
        }
        return new DistinguishedName(parts);
    }

    /** All values of a type that are texts, the most specific first. */
    List<String> values(String type) {
        return parts.stream()
                .flatMap(List::stream)
                .filter(attribute -> attribute.type.equals(type))
                .flatMap(attribute -> attribute.text.stream())
                .toList();
    }

    private static Attribute attribute(AttributeTypeAndValue attribute) throws IOException {
        ASN1Encodable value = attribute.getValue();
        Optional<String> text = Optional.empty();
        if (value instanceof ASN1UniversalString wide) {
            text = Optional.of(new String(wide.getOctets(), UTF_32));
        } else if (value instanceof ASN1String string && !(value instanceof ASN1BitString)) {
            text = Optional.of(string.getString());
        }
        return new Attribute(
                attribute.getType().getId(), text, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    }
}
