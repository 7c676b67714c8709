/**
 * Who is who in transfers: the cluster's certificate authority, keys and requests, and signatures with the cluster domain
 * secret.
 */
package org.gatehouse.transfer.identity;
