import { leftBehind } from '../left-behind.ts'

/** Packed gems beside the unpacked ones, and indexes that RubyGems and Bundler downloaded. */
export const gemCache = leftBehind({
  name: 'gem-cache',
  title: 'packed gems and gem indexes',
  directories: /\/(?:cache|\.gem\/specs\/[^/]+|gem\/specs\/[^/]+)\/$/,
  names: /\.gem$|specs\.4\.8$/,
  run: 'add `rm -rf "$(gem env gemdir)"/cache ~/.bundle/cache` to the same RUN',
})
