# What the commands beside it share; they source it: run_command NAME CLASS STATUS [JAVA OPTION...] -- WORD...
# runs a class of the application, or fails with the status.

command_fail() { printf 'deploy/%s: %s\n' "$1" "$3" >&2; exit "$2"; }

run_command() {
    local name=$1 class=$2 status=$3 root java war app terminal=false options=()
    shift 3
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    shift
    root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    command -v "$java" >/dev/null || command_fail "$name" "$status" "no $java: a JDK of version 17 or later is needed"

    # The application's own classes; where there is but the WAR, they are taken out of it, once. The lock: two first runs may meet.
    war=$root/target/gatehouse.war app=$root/target/gatehouse
    # Installed, they lie unpacked.
    [[ -f $root/pom.xml ]] || app=$root/lib/app
    if [[ ! -f $app/WEB-INF/classes/${class//.//}.class ]]; then
        mkdir -p "$root/target"
        exec 8<"$root/target"
        flock 8
        if [[ ! -f $war ]]; then
            printf 'deploy/%s: building the application (once)\n' "$name" >&2
            mvn -B -q -f "$root/pom.xml" -DskipTests package </dev/null >&2 || command_fail "$name" "$status" 'Maven failed'
        fi
        if [[ ! -f $app/WEB-INF/classes/${class//.//}.class ]]; then
            command -v "${java%java}jar" >/dev/null ||
                command_fail "$name" "$status" 'no jar: a JDK is needed to unpack the application'
            mkdir -p "$app.new"
            (cd -- "$app.new" && "${java%java}jar" -xf "$war" WEB-INF) ||
                command_fail "$name" "$status" "cannot unpack $war"
            rm -rf -- "$app"
            mv -- "$app.new" "$app"
        fi
        exec 8<&-
    fi

    [[ ! -t 2 || ${TERM:-dumb} == dumb ]] || terminal=true
    exec "$java" -XX:+UseSerialGC -Xshare:auto -Dfile.encoding=UTF-8 -Dgatehouse.terminal="$terminal" \
        ${options[@]+"${options[@]}"} -cp "$app/WEB-INF/classes:$app/WEB-INF/lib/*" "$class" "$@"
}
