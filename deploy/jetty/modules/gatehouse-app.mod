[description]
The web application itself, deployed at / without a directory scanner: if it does not start, nor does the server.

[tags]
gatehouse

[environment]
ee10

[depend]
gatehouse
ee10-webapp

[xml]
etc/gatehouse-app.xml
