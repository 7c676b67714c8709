/** What tests share: a cluster that records what it is asked, and the whole application in an embedded container. */
package org.gatehouse.testing;
