#!/bin/sh
# Installs what is missing for the purposes named: need.sh tools database browser gdal glpk calendars bench
# On Debian as root or with sudo by apt; anywhere else one sentence names the packages.
set -eu

packages=
want= # is better there, and no reason to stop or to ask for a password
need() { packages="$packages $*"; }
have() { command -v "$1" >/dev/null 2>&1; }
exists() { [ -e "$1" ]; }

# A PostgreSQL without PostGIS is not enough. One outside of Debian's folders says where its extensions are.
has_postgis() {
	exists /usr/share/postgresql/*/extension/postgis.control ||
		{ have pg_config && exists "$(pg_config --sharedir)/extension/postgis.control"; }
}

# The server that this system ships: 15 on Debian 12.
postgresql_major() {
	major=$(apt-cache depends postgresql 2>/dev/null | sed -n 's/.*Depends: postgresql-\([0-9]*\)$/\1/p' | head -n 1)
	echo "${major:-15}"
}

for purpose; do
	case $purpose in
	tools)
		missing=
		for tool in go gcc git node npm; do have $tool || missing="$missing $tool"; done
		if [ -n "$missing" ]; then
			echo "alentour needs$missing in PATH (Go 1.26, gcc, git, Node 20 with npm)" >&2
			exit 1
		fi
		;;
	database)
		if ! has_postgis; then
			major=$(postgresql_major)
			need "postgresql-$major" "postgresql-$major-postgis-3"
		fi
		;;
	browser) # any Chromium will do; the one without windows takes a third of the processor time
		if ! have chromium-headless-shell; then
			if ! have chromium; then need chromium-headless-shell; elif [ "$(id -u)" = 0 ]; then want=chromium-headless-shell; fi
		fi
		;;
	gdal) have ogr2ogr || need gdal-bin ;;
	calendars) /usr/bin/python3 -c 'import khal, icalendar' 2>/dev/null || need khal python3-icalendar ;;
	glpk) have glpsol || need glpk-utils ;;
	bench)
		have redis-server || need redis-server
		have nginx || exists /usr/sbin/nginx || need nginx-light
		have wrk || need wrk
		;;
	*)
		echo "need.sh: unknown purpose $purpose" >&2
		exit 2
		;;
	esac
done
[ -z "$packages$want" ] && exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
if ! have apt-get || { [ -n "$as_root" ] && ! have sudo; }; then
	[ -z "$packages" ] && exit 0
	echo "alentour needs these packages installed:$packages" >&2
	exit 1
fi

echo "Installing$packages${want:+ $want}"
log=$(mktemp)
# The private cluster is ours; Debian's own "main" cluster would only stand idle.
no_main=/etc/postgresql-common/createcluster.d/alentour.conf
$as_root mkdir -p "${no_main%/*}"
echo "create_main_cluster = false" | $as_root tee "$no_main" >/dev/null
trap '$as_root rm -f "$no_main"; rm -f "$log"' EXIT
apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0 "$@" >"$log" 2>&1
}
failed() { cat "$log" >&2; exit 1; }
apt update || [ -z "$packages" ] || failed
if [ -n "$packages" ]; then
	# shellcheck disable=SC2086 # one word for each package
	apt install -y --no-install-recommends $packages || failed
fi
[ -z "$want" ] || apt install -y --no-install-recommends $want || echo "Without $want: the tests take longer"
