#!/bin/bash
# Runs a command with secrets as variables of its own environment, for images that take passwords in no other way:
#
#   with_secrets.sh ELASTIC_PASSWORD=/run/secrets/elastic_password -- docker-entrypoint.sh eswrapper
#
# So a secret is in a file and in the process that needs it, and not among the settings of the container, which
# `docker inspect` shows for as long as the container is there. (ELASTIC_PASSWORD_FILE, which the image of Elasticsearch
# knows, wants a file that its user 1000 alone may read; setup, user 10001, reads the same one.)
set -euo pipefail
while [[ $1 != -- ]]; do
  file=${1#*=}
  secret=$(<"$file")  # where it cannot be read, bash says so and this ends
  [[ -n $secret ]] || { echo "with_secrets: $file is empty: put the secret into it, as one line" >&2; exit 2; }
  export "${1%%=*}=$secret"
  shift
done
shift
exec "$@"
