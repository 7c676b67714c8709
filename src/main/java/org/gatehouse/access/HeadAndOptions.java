package org.gatehouse.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource class whose {@code GET} methods answer {@code HEAD} and {@code OPTIONS}, too, with the same permission. It is for
 * paths that Ganeti does not have: on its own paths Ganeti answers 501 to both, and so does Gatehouse.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HeadAndOptions {}
