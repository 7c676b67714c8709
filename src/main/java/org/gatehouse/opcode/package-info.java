/** The catalogue of operations a cluster can run, their parameters and the checks these must pass. Uses nothing. */
package org.gatehouse.opcode;
