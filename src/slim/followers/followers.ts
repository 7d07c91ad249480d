import type { Follower } from '../follower.ts'
import { characterSets } from './character-sets.ts'
import { copyright } from './copyright.ts'
import { dotnet } from './interpreters/dotnet.ts'
import { java } from './interpreters/java.ts'
import { node } from './interpreters/node.ts'
import { perl } from './interpreters/perl.ts'
import { php } from './interpreters/php.ts'
import { python } from './interpreters/python.ts'
import { ruby } from './interpreters/ruby.ts'
import { libraries } from './libraries.ts'
import { nameServices } from './name-services.ts'
import { openssl } from './openssl.ts'
import { pam } from './pam.ts'
import { programData } from './program-data.ts'
import { scriptWords } from './script-words.ts'
import { shebangs } from './shebangs.ts'
import { symlinks } from './symlinks.ts'
import { unwinder } from './unwinder.ts'

/** Every way in which a path leads to others. A new one is a file and a line here. */
export const FOLLOWERS: readonly Follower[] = [
  symlinks,
  libraries,
  shebangs,
  scriptWords,
  // what programs open when they run
  nameServices,
  characterSets,
  unwinder,
  openssl,
  pam,
  // what interpreters need to start
  python,
  node,
  ruby,
  perl,
  php,
  java,
  dotnet,
  // what belongs to it
  programData,
  copyright,
]
