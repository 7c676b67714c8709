/** What whoever runs Gatehouse asks of it: is it alive, can it serve, how much does it do. */
package org.gatehouse.ops;
