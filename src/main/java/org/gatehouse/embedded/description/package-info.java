/** What an embedded cluster is to begin with: reading a description, and making the objects it speaks of. */
package org.gatehouse.embedded.description;
