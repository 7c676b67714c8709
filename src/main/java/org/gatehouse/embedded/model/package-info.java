/** What the embedded cluster consists of: its objects as values, and the model that holds them. */
package org.gatehouse.embedded.model;
