package org.gatehouse.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** One rule: what must hold of a certificate, and what its owner is then called and may do. */
record CertificateRule(List<Predicate<CertificateFacts>> conditions, Optional<String> name, Grants grants) {
    CertificateRule {
        conditions = List.copyOf(conditions);
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
