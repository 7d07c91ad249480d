import type { YamlText } from '../yaml/yaml-text.ts'

/** Plain values, and the words for where in them something stands: a document of a manifest, or what a cluster answers. */
export type Located = Pick<YamlText, 'content' | 'check' | 'refuse' | 'positionOf'>
