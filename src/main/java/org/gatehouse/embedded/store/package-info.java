/** Where the embedded cluster is kept: one file of H2's storage engine. */
package org.gatehouse.embedded.store;
