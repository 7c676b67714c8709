[description]
The TLS listener of disk transfers.

[tags]
gatehouse

[depend]
gatehouse

[xml]
etc/gatehouse-transfer.xml
