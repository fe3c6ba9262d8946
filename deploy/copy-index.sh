#!/bin/sh
# Copies an index to where a site follows it, on this machine or another, so that the site never sees half a generation:
#
#   copy-index.sh /var/lib/vraagbaak/index web2:/var/lib/vraagbaak/index
#
# First it is noted which generation is served here, then the generations are copied, and last the note, which rsync puts
# in place by one rename. A build may run meanwhile: what it makes is copied the next time. Run it after an update, as the
# user that owns the index on both sides. Needs rsync.
set -eu

[ $# -eq 2 ] || { echo "usage: $0 INDEX [HOST:]INDEX" >&2; exit 2; }
index=${1%/}
copy=${2%/}

noted=$(mktemp -d)
trap 'rm -rf "$noted"' EXIT
cp -p "$index/current.json" "$noted/"

# Links between the files of two generations are kept (-H), and so half of the traffic is saved.
rsync -aH --exclude '/current.json*' "$index/" "$copy/"
# Notes are all of one length, and two may be of one second: they are compared by what they say.
rsync -a --checksum "$noted/current.json" "$copy/current.json"

# Old generations go last, and not where another has been swapped in meanwhile: the copy may still be served what is gone.
if cmp -s "$index/current.json" "$noted/current.json"; then
    rsync -aH --delete --exclude '/current.json*' "$index/" "$copy/"
fi
