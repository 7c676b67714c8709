/** What a node knows about a disk that it gives out: the transfer's id, its signed record, and where the records are kept. */
package org.gatehouse.transfer.record;
