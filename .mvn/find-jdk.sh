# Sourced by ./wirg and ./mvnw: finds a Java development kit.

# Prints the major version of the Java in a folder; nothing when there is none.
java_major() {
  version=
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      if [ "$key" = JAVA_VERSION ]; then
        version=${value#\"}
        version=${version%%\"*}
      fi
    done <"$1/release"
  fi
  if [ -z "$version" ] && [ -x "$1/bin/java" ]; then
    version=$("$1/bin/java" -version 2>&1 </dev/null | sed -n 's/.* version "\([^"]*\)".*/\1/p' | sed -n 1p)
  fi
  version=${version#1.}
  version=${version%%[!0-9]*}
  [ -z "$version" ] || printf '%s\n' "$version"
}

# Prints the home of the `java` on the PATH; nothing when there is none.
java_on_path() {
  found=$(command -v java 2>/dev/null) || return 0
  real=$(readlink -f "$found" 2>/dev/null) || real=$found
  home=${real%/bin/java}
  if [ "$home" = "$real" ] || ! [ -x "$home/bin/javac" ]; then
    # A wrapper script or a link that cannot be followed: the program itself knows.
    home=$("$found" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p')
  fi
  printf '%s\n' "$home"
}

# Whether a folder holds a JDK of at least the given version: is_jdk HOME MIN
is_jdk() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  major=$(java_major "$1")
  [ -n "$major" ] && [ "$major" -ge "$2" ]
}

# Sets JDK to a JDK of at least the given version, or to nothing: find_jdk MIN. First what the
# environment names, then the oldest that will do of the usual install folders.
find_jdk() {
  JDK=
  for candidate in "${WIRG_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(java_on_path)"; do
    if is_jdk "$candidate" "$1"; then
      JDK=$candidate
      return 0
    fi
  done
  best=
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* /usr/local/openjdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_jdk "$candidate" "$1" && { [ -z "$best" ] || [ "$major" -lt "$best" ]; }; then
      JDK=$candidate
      best=$major
    fi
  done
  [ -n "$JDK" ]
}
