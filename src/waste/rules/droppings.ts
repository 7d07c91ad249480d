import { leftBehind } from '../left-behind.ts'

/** What editors, shells and operating systems leave without being asked. */
export const droppings = leftBehind({
  name: 'droppings',
  title: 'editor and OS leftovers',
  names:
    /^(?:\.DS_Store|\._.+|Thumbs\.db|desktop\.ini|.*~|\..*\.sw[op]|\.(?:bash|ash|sh|zsh|python|node_repl|psql|mysql|sqlite|rediscli)_history|\.lesshst|\.viminfo|\.wget-hsts)$/,
  run: 'remove them in the same RUN',
  copy: 'list them in .dockerignore',
})
