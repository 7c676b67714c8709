"""The privileged half of Gatehouse's node calls.

A front end that is not root sends calls over a Unix socket (frames); one process (server) takes them, decides which may
run (places), and hands each to a child made beforehand (pool, child) that runs Ganeti's node code (node). What a call says
about itself while it runs comes from the child (hooks, plans) or is read by the parent (sources, readings), and goes to
the front end without ever holding up the work (feedback, frontend).

Disk transfers have calls of their own beside Ganeti's (transfers, records, relay), and a process that opens disks and hands
their descriptors to the front end (opener, disks).
"""
