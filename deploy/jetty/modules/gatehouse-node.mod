[description]
The TLS listener of node calls.

[tags]
gatehouse

[depend]
gatehouse

[xml]
etc/gatehouse-node.xml
