/** Which files a bill lists with their hashes: also those that no package owns, those of packages, or none. */
export const BILL_FILES = ['all', 'packages', 'none'] as const

/** See `BILL_FILES`. */
export type BillFiles = (typeof BILL_FILES)[number]
