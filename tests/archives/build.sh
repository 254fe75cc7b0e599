#!/bin/sh
# Rebuilds the archives and their checksums from their sources; the same source gives the same bytes.
set -eu
cd "$(dirname "$0")"

# File modes end up in the archives: these do not depend on who builds or cloned.
umask 022
chmod -R u=rwX,go=rX heartbeat-source sample-plugins

mvn --batch-mode --quiet --file heartbeat-source/pom.xml clean package
mvn --batch-mode --quiet --file sample-plugins/pom.xml clean package

rm -f -- *.jar *.zip
cp heartbeat-source/target/heartbeat-source-*.jar heartbeat-source/target/heartbeat-source-*.zip .
cp sample-plugins/target/sample-plugins-*.jar .
sha256sum -- *.jar *.zip > SHA256SUMS
cat SHA256SUMS
