/** Regular expressions in filters, and how much work one request may cause. */
package org.gatehouse.embedded.pattern;
