/** The transfers of a whole instance: opening its disks for somebody, filling them from elsewhere, and cleaning up after both. */
package org.gatehouse.transfer.service;
