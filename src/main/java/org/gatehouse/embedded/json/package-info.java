/** JSON values of the embedded cluster, read and written. */
package org.gatehouse.embedded.json;
