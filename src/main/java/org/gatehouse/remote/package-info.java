/** Node calls to any node over HTTPS, with a master candidate's certificate, and a command that makes one. */
package org.gatehouse.remote;
