# What the scripts in this directory share. They source it with $root, the project or the installation, and $program, the
# name that messages begin with.

# In Turkish the capital of i is another letter, and the JVM knows file names beyond ASCII in a UTF-8 locale only.
export LC_ALL=C.UTF-8
unset LOCPATH

# What is made here may be used by other accounts, but never changed by them.
umask "$(printf '%03o' $((8#$(umask) | 8#022)))"

say() { printf '%s: %s\n' "$program" "$*" >&2; }
fail() { say "$*"; exit "${failure:-1}"; }
wrong() { say "$* ($program --help lists the options)"; exit 2; }

readonly needs='Gatehouse needs a JDK of version 17 or later (on Debian: apt-get install default-jdk-headless)'

# find_java: sets java and java_home, or fails.
find_java() {
    local path version
    java=${JAVA_HOME:+$JAVA_HOME/bin/}java
    path=$(command -v -- "$java") || fail "there is no ${JAVA_HOME:+$JAVA_HOME/bin/}java: $needs${JAVA_HOME:+, or JAVA_HOME is wrong}"
    java_home=$(readlink -f -- "$path")
    java_home=${java_home%/bin/java}
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$java_home/release" 2>/dev/null) || true
    [[ -n $version ]] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    [[ ${version%%[.+-]*} =~ ^[0-9]+$ ]] || fail "$path does not say its version: $needs"
    ((${version%%[.+-]*} >= 17)) || fail "$path is Java $version: $needs"
}

# build GOAL...: runs Maven in the project's directory with these goals and options. Shows what it fetches, and its errors.
build() {
    local log=$root/target/maven.log status=0
    command -v mvn >/dev/null || fail 'there is no mvn: Gatehouse is built with Maven (on Debian: apt-get install maven)'
    [[ -x $java_home/bin/javac ]] || fail "$java_home has no compiler (javac): $needs"
    # Without -q, since that hides why a build fails.
    JAVA_HOME=$java_home mvn -B -Dstyle.color=never -f "$root/pom.xml" "$@" </dev/null 2>&1 |
        tee -- "$log" | show_progress || status=$?
    ((status == 0)) || explain_build "$log"
}

# show_progress: one line for all that Maven fetches, rewritten on a terminal, else repeated every few seconds.
show_progress() {
    local line count=0 name last=-9 terminal=''
    [[ ! -t 2 || ${TERM:-dumb} == dumb ]] || terminal=yes
    while IFS= read -r line; do
        case $line in
            *'Downloading from '*': '*) name=${line##*/} count=$((count + 1)) line="fetching file $count, $name" ;;
            *'Compiling '*' source files'*) line="compiling ${line#*Compiling }" line=${line%% with *} ;;
            *) continue ;;
        esac
        if [[ -n $terminal ]]; then
            printf '\r\033[K%s' "${line:0:$((${COLUMNS:-80} - 1))}" >&2
        elif ((SECONDS - last >= 3)); then
            last=$SECONDS
            printf '  %s\n' "$line" >&2
        fi
    done
    [[ -z $terminal ]] || printf '\r\033[K' >&2
}

# explain_build LOG: shows the errors in it and fails with the reason in the last line.
explain_build() {
    local reason="the build failed; all that Maven said is in $1"
    if grep -Eq '^\[ERROR\].*(Could not transfer|Cannot access|Could not find artifact|Unknown host|Connect to .* failed)' "$1"; then
        reason="Maven could not fetch what the build needs. Is there a way to the network, or a proxy to be named in ~/.m2/settings.xml? All that it said is in $1"
    else
        grep '^\[ERROR\]' "$1" | grep -Ev '^\[ERROR\] *($|To see the full|Re-run Maven|For more information|\[Help|-> \[Help)' | head -n 20 >&2 || true
    fi
    fail "$reason"
}

# writable DIRECTORY ADVICE: makes it, or fails with one line.
writable() {
    [[ -d $1 ]] || mkdir -p -- "$1" 2>/dev/null || true
    [[ -d $1 && -w $1 && -x $1 ]] || fail "$(id -un 2>/dev/null || id -u) cannot write to $1: $2"
}
