import { leftBehind } from '../left-behind.ts'

/** Downloads and wheels that pip keeps. */
export const pipCache = leftBehind({
  name: 'pip-cache',
  title: 'pip cache',
  directories: /\/\.cache\/pip\//,
  run: 'write `pip install --no-cache-dir`, or give the RUN `--mount=type=cache,target=/root/.cache/pip`',
})
