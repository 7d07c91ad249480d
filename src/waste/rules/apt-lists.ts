import { leftBehind } from '../left-behind.ts'

/** What `apt-get update` downloads. */
export const aptLists = leftBehind({
  name: 'apt-lists',
  title: 'apt package lists',
  directories: /^\/var\/lib\/apt\/lists\//,
  run: 'add `rm -rf /var/lib/apt/lists/*` to the same RUN',
})
