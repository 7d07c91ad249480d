#!/usr/bin/env bash
#
# Installs the version of imgpeek that action.yml asks for, and puts it in the path of the steps that follow.
#
#   IMGPEEK_VERSION   an exact version
#
set -euo pipefail

if [[ ! $IMGPEEK_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  echo "::error::“$IMGPEEK_VERSION” is no version of imgpeek; write an exact one, such as 0.1.0."
  exit 2
fi
there=${RUNNER_TEMP:?}/imgpeek-$IMGPEEK_VERSION
npm install --silent --no-audit --no-fund --prefix "$there" "imgpeek@$IMGPEEK_VERSION"
echo "$there/node_modules/.bin" >>"${GITHUB_PATH:?}"
