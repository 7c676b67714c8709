package org.gatehouse.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/**
 * A request whose caller is known. What the container believes about the user is hidden. For nobody in particular there is
 * no principal, yet {@code isUserInRole} is true for what is left open to such a caller.
 */
final class CallerRequest extends HttpServletRequestWrapper {
    private final Caller caller;
    private final String method;

    CallerRequest(HttpServletRequest request, Caller caller, String method) {
        super(request);
        this.caller = caller;
        this.method = method;
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public Principal getUserPrincipal() {
        return caller.authentication() == Authentication.NONE ? null : caller;
    }

    @Override
    public String getRemoteUser() {
        return caller.authentication() == Authentication.NONE ? null : caller.name();
    }

    @Override
    public String getAuthType() {
        return switch (caller.authentication()) {
            case CERTIFICATE -> CLIENT_CERT_AUTH;
            case BASIC -> BASIC_AUTH;
            case NONE -> null;
        };
    }

    @Override
    public boolean isUserInRole(String role) {
        return caller.isInRole(role);
    }
}
