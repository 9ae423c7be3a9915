#!/usr/bin/env bash
# Prints how far the hot paths are from the machine's ceilings; takes about two minutes of a quiet
# machine. WIRG_JAVA_HOME names a JDK 25.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/.mvn/find-jdk.sh"
find_jdk 25 || { echo 'needs a JDK 25 or newer' >&2; exit 69; }
(cd "$root" && WIRG_JAVA_HOME=$JDK ./mvnw -B -q -Dmaven.test.skip=true -pl bench -am package) >&2
"$JDK/bin/java" --add-modules jdk.incubator.vector -cp "$root/bench/target/classes:$root/bench/target/lib/*" \
  org.wirg.bench.Roofline | sed -n '/^ceilings/,$p'
