/** A cluster in this process: a model with real jobs and real disk files, and without virtual machines. */
package org.gatehouse.embedded;
