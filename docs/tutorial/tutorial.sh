#!/usr/bin/env bash
#: # Tutorial: from an empty installation to an explained verdict
#:
#: This page is the script `docs/tutorial/tutorial.sh`, which the test suite runs as it stands. You need a running
#: installation (`npm start`), `curl`, and Node for reading JSON. Everything is done over the same interface that a SOAR
#: would use.
#:
#: Tell the script where the services are (these are the defaults) and who you are: the e-mail address and the one-time
#: password that the first `npm start` printed.
set -euo pipefail
IDENTITY=${IDENTITY:-http://127.0.0.1:8000}
DATA=${DATA:-http://127.0.0.1:8006}
GATEWAY=${GATEWAY:-http://127.0.0.1:5000}
EMAIL=${EMAIL:?the e-mail address of the first administrator}
PASSWORD=${PASSWORD:?the one-time password that npm start printed}
NEW_PASSWORD=${NEW_PASSWORD:?a password of your own}

field() { node -p "const get = (o) => $1; get(JSON.parse(require('fs').readFileSync(0, 'utf8')))"; }
call() { curl --silent --show-error --fail-with-body -H 'Content-Type: application/json' "$@"; }

#: ## 1. Sign in
#:
#: The one-time password opens nothing but its own change, so change it and sign in again.
TOKEN=$(call "$IDENTITY/api/v1/auth/login" -d "{\"email\": \"$EMAIL\", \"password\": \"$PASSWORD\"}" | field o.data.token)
call -X PUT "$IDENTITY/api/v1/users/me/password" -H "Authorization: Bearer $TOKEN" \
  -d "{\"current_password\": \"$PASSWORD\", \"new_password\": \"$NEW_PASSWORD\"}" >/dev/null
TOKEN=$(call "$IDENTITY/api/v1/auth/login" -d "{\"email\": \"$EMAIL\", \"password\": \"$NEW_PASSWORD\"}" | field o.data.token)

#: ## 2. Make a key for your SOAR
#:
#: Keys belong to service accounts, which have a role in the team; a key can do what its scopes say of that, and is shown once.
#: Importing lists needs the role `admin`.
ACCOUNT=$(call "$IDENTITY/api/v1/service-accounts" -H "Authorization: Bearer $TOKEN" -d '{"name": "soar", "role": "admin"}' | field o.data.id)
KEY=$(call "$IDENTITY/api/v1/service-accounts/$ACCOUNT/api-keys" -H "Authorization: Bearer $TOKEN" \
  -d '{"name": "soar", "scopes": ["analyses:run", "analyses:read", "plugins:read", "sources:read", "sources:write"]}' | field o.data.key)
echo "key ${KEY:0:7}…"

#: ## 3. Import a list
#:
#: A source says where the values are in its files and how far it can be trusted. Any plain list, CSV or JSON will do; here
#: it is the list in `LIST`, or four lines of our own. A plain list may have further columns after the value.
if [ -z "${LIST:-}" ]; then
  LIST=$(mktemp); trap 'rm -f "$LIST"' EXIT
  printf '%s\n' '# our own list' '93.184.216.34' 'evil.example.org' 'http://login.example.org/a' '10.0.0.1' >"$LIST"
fi
SOURCE=$(call "$DATA/api/v1/sources" -H "Authorization: Bearer $KEY" -d '{
  "name": "Tutorial list",
  "format": {"kind": "lines", "delimiter": "whitespace"},
  "reliability": "B", "default_confidence": 0.9, "default_severity": "high", "threat_types": ["c2"]
}' | field o.id)
IMPORT=$(curl --silent --show-error --fail-with-body "$DATA/api/v1/sources/$SOURCE/import" \
  -H "Authorization: Bearer $KEY" -H 'Content-Type: text/plain' --data-binary "@$LIST" | field o.url)

#: A small file is imported by now; a large one goes on in a worker. Private addresses are left out, with the reason.
for _ in $(seq 120); do
  STATE=$(call "$DATA$IMPORT" -H "Authorization: Bearer $KEY" | field o.state)
  [ "$STATE" = running ] || break
  sleep 0.5
done
call "$DATA$IMPORT" -H "Authorization: Bearer $KEY" |
  field '`import ${o.state}: ${o.counts.accepted} accepted, ${o.counts.rejected} rejected`'

#: ## 4. Analyse five indicators
#:
#: One of each type. `explanation` says what made the score, and what could not be heard.
LISTED=${LISTED:-$(awk '!/^(#|$)/ { print $1; exit }' "$LIST")}
analyse() { call "$GATEWAY/api/v1/analysis" -H "Authorization: Bearer $KEY" -d "{\"ioc\": \"$1\", \"type\": \"$2\"}"; }
show='`${o.type} ${o.canonical}: ${o.verdict}, score ${o.score}, coverage ${o.coverage}; ${o.explanation[0]?.text ?? ""}`'
analyse "$LISTED" ip | field "$show"
analyse 'hxxp://paypa1[.]example[.]org/login.exe' url | field "$show"
analyse d41d8cd98f00b204e9800998ecf8427e hash | field "$show"
analyse 'bob@example.org' email | field "$show"
DOMAIN=$(analyse 'paypa1.com' domain)
echo "$DOMAIN" | field "$show"

#: ## 5. Poll a slow plugin
#:
#: Slow plugins are under `pending`, each with the URL to poll: 202 while it runs, 200 once its result is stored. You may
#: stop and start everything in between; the result still comes.
poll() {
  for _ in $(seq 120); do
    ANSWER=$(call "$GATEWAY$1" -H "Authorization: Bearer $KEY")
    [ "$(echo "$ANSWER" | field o.status)" = pending ] || break
    sleep 0.5
  done
  echo "$ANSWER" | field '`${o.result.plugin}: ${o.result.status} ${JSON.stringify(o.result.summary).slice(0, 160)}`'
}
poll "$(echo "$DOMAIN" | field o.pending.lookalikes.poll_url)"

#: ## 6. A source of the outside world
#:
#: With `URLSCAN_API_KEY` set before `npm start`, urlscan.io opens the page in a browser of its own, privately, and the
#: result comes the same way. `?include=disabled` lists what is not configured, with what it lacks.
PAGE=$(analyse 'http://login.example.org/a' url)
if [ "$(echo "$PAGE" | field '"urlscan" in o.pending')" = true ]; then
  poll "$(echo "$PAGE" | field o.pending.urlscan.poll_url)"
else
  call "$GATEWAY/api/v1/plugins?include=disabled" -H "Authorization: Bearer $KEY" |
    field 'o.filter((p) => !p.enabled).map((p) => `${p.name}: ${p.reason}`).join("\n")'
fi
