/** The embedded cluster's job queue: jobs from their submission to their archive, the locks between them, and who waits for them. */
package org.gatehouse.embedded.queue;
