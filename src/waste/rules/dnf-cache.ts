import { leftBehind } from '../left-behind.ts'

/** Metadata and packages that dnf, its successor dnf5, microdnf and yum downloaded. */
export const dnfCache = leftBehind({
  name: 'dnf-cache',
  title: 'dnf and yum caches',
  directories: /^\/var\/cache\/(?:dnf|libdnf5|yum)\//,
  run: 'add `dnf clean all && rm -rf /var/cache/dnf /var/cache/libdnf5 /var/cache/yum` to the same RUN',
})
