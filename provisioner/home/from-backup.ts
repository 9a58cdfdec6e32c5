/** How one file of a home comes back: `restore` makes whole homes alone, and none where one stands. */
export const fromBackup = (file: string): string =>
  `Restore a backup into another folder (quorate restore FILE --home ELSEWHERE), copy ${file} from there, and delete that folder.`
