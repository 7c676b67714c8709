/** What tests share: a cluster that records what it is asked, the whole application in an embedded container, a stand-in for the handler. */
package org.gatehouse.testing;
