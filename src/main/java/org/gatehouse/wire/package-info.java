/** Unix-socket channels: connecting, reading and writing until a deadline. Knows no protocol. */
package org.gatehouse.wire;
