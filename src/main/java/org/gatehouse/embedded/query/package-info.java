/** What can be asked of the embedded cluster: its fields, the query language, and the order of things. */
package org.gatehouse.embedded.query;
