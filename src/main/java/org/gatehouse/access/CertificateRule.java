package org.gatehouse.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One rule: what must hold of a certificate, and what its owner is then called and may do.
 *
 * @param authorities whose SHA-256 the conditions name
 * @param namesAlone whether nothing but names is looked at, which any trusted authority may give to anybody
 * @param flaws why no certificate can match
 */
record CertificateRule(
        List<Predicate<CertificateFacts>> conditions,
        Optional<String> name,
        Grants grants,
        Set<String> authorities,
        boolean namesAlone,
        List<String> flaws) {
    CertificateRule {
        conditions = List.copyOf(conditions);
        authorities = Set.copyOf(authorities);
        flaws = List.copyOf(flaws);
    }

    boolean matches(CertificateFacts facts) {
        for (Predicate<CertificateFacts> condition : conditions) {
            if (!condition.test(facts)) {
                return false;
            }
        }
        return true;
    }
}
