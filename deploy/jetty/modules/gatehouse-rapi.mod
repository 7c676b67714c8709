[description]
The TLS listener of Ganeti's Remote API.

[tags]
gatehouse

[depend]
gatehouse

[xml]
etc/gatehouse-rapi.xml
