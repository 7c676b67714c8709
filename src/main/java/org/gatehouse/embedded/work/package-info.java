/** What the embedded cluster's opcodes do: their checks, their locks, and what they change. Node work goes through {@code NodeCalls}. */
package org.gatehouse.embedded.work;
