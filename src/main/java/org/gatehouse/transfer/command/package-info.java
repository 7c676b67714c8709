/** Commands for people who have a cluster's Remote API in reach and no node: instances are backed up and moved over HTTPS. */
package org.gatehouse.transfer.command;
