#!/usr/bin/env bash
# The interface for programs against its own description: schemathesis makes requests of it, right ones and wrong
# ones, and looks whether the answers are what is described. ADDRESS PASSWORD: of a demo that is being served;
# SCHEMATHESIS: the program. The days, amounts and codes that a text may mean are not in the description, so what
# it lets through may still be refused by name: positive_data_acceptance is left out.
set -euo pipefail
address=$1 password=$2
jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
post() { curl --silent --fail-with-body --cookie-jar "$jar" --cookie "$jar" "$@"; }
post --output /dev/null --data-urlencode "password=$password" --data "login=fund" "$address/sign-in"
office=$(post "$address/tokens" | sed -n 's/.*<option value="\([^"]*\)".*/\1/p' | head -1)
uses=()
for use in read import handle supervise money projects; do uses+=(--data "uses=$use"); done
token=$(post --data title=examination --data days=1 --data "post=$office" "${uses[@]}" \
  --data-urlencode "password=$password" "$address/tokens" | sed -n 's/.*<code>\(mz_[0-9a-f]*\)<.*/\1/p')
"${SCHEMATHESIS:-schemathesis}" run "$address/api/v1/openapi.json" \
  --header "Authorization: Bearer $token" --checks all --exclude-checks positive_data_acceptance \
  --max-time "${SECONDS_AT_MOST:-60}" --workers 1 --seed 1 --no-color "${@:3}"
