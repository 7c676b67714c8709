/** What has to be in Tomcat's own package: the types that receive the fields of an HTTP/2 request are not public. */
package org.apache.coyote.http2;
