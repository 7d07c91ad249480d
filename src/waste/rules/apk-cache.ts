import { leftBehind } from '../left-behind.ts'

/** Indexes and packages that apk downloaded; /etc/apk/cache may lead elsewhere, but leads here by default. */
export const apkCache = leftBehind({
  name: 'apk-cache',
  title: 'apk cache',
  directories: /^\/(?:var\/cache\/apk|etc\/apk\/cache)\//,
  run: 'write `apk add --no-cache` in place of `apk add`',
})
