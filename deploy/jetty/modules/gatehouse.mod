[description]
Gatehouse: the application at /, its TLS set-up and its error bodies. Enable it together with one module for each
service that is to be reachable: gatehouse-rapi, gatehouse-node, gatehouse-transfer.

[tags]
gatehouse

[depend]
server

[lib]
lib/gatehouse-container.jar
lib/jetty-alpn-server-${jetty.version}.jar
lib/jetty-alpn-java-server-${jetty.version}.jar
lib/http2/jetty-http2-common-${jetty.version}.jar
lib/http2/jetty-http2-hpack-${jetty.version}.jar
lib/http2/jetty-http2-server-${jetty.version}.jar

[xml]
etc/gatehouse.xml
