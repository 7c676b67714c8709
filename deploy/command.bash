# What the commands beside it share; they source it: run_command NAME CLASS STATUS [JAVA OPTION...] -- WORD...
# runs a class of the application, or fails with the status.

run_command() {
    local program=deploy/$1 class=$2 failure=$3 root java java_home war app terminal=false options=()
    shift 3
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    shift
    root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
    . "$root/deploy/common.bash"
    find_java

    # The application's own classes; where there is but the WAR, they are taken out of it, once. The lock: two first runs may meet.
    war=$root/target/gatehouse.war app=$root/target/gatehouse
    # Installed, they lie unpacked.
    [[ -f $root/pom.xml ]] || app=$root/lib/app
    if [[ ! -f $app/WEB-INF/classes/${class//.//}.class ]]; then
        [[ -f $root/pom.xml ]] || fail "$root is not a whole installation: $app belongs to it"
        writable "$root/target" 'the project is built there. Run this once as the owner, or make a copy of your own'
        exec 8<"$root/target"
        flock 8
        if [[ ! -f $war ]]; then
            say 'building the application; this is done once and takes a minute or two'
            build -Dmaven.test.skip package
        fi
        if [[ ! -f $app/WEB-INF/classes/${class//.//}.class ]]; then
            [[ -x $java_home/bin/jar ]] || fail "$java_home has no jar, which unpacks the application: $needs"
            rm -rf -- "$app.new"
            mkdir -p "$app.new"
            (cd -- "$app.new" && "$java_home/bin/jar" -xf "$war" WEB-INF) || fail "cannot unpack $war"
            rm -rf -- "$app"
            mv -- "$app.new" "$app"
        fi
        exec 8<&-
    fi

    [[ ! -t 2 || ${TERM:-dumb} == dumb ]] || terminal=true
    exec "$java" -XX:+UseSerialGC -Xshare:auto -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED -Dgatehouse.terminal="$terminal" \
        ${options[@]+"${options[@]}"} -cp "$app/WEB-INF/classes:$app/WEB-INF/lib/*" "$class" "$@"
}
