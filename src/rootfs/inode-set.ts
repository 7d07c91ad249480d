/** Inodes (`TreeNode.inode`) that were met. An image has a hundred thousand: as columns they take a tenth of a `Set`'s time. */
export class InodeSet {
  /** For each inode the round in which it was met last. */
  #rounds = new Uint32Array(1024)
  #round = 1

  /** Whether this inode is met for the first time. */
  add(inode: number): boolean {
    if (inode >= this.#rounds.length) {
      const grown = new Uint32Array(2 * inode)
      grown.set(this.#rounds)
      this.#rounds = grown
    }
    if (this.#rounds[inode] === this.#round) return false
    this.#rounds[inode] = this.#round
    return true
  }

  /** Forgets all of them, at once. */
  clear(): void {
    this.#round++
  }
}
