/** Every code of a problem in a directory, with one sentence for `quorate explain`. */
export const directoryCodes = {
  DIRECTORY_DIFFERS: 'A field that has to follow from the lock in the directory, or from another field, does not.',
  DIRECTORY_GIVER: 'Whoever gave the directory is no active member in it.',
  DIRECTORY_FORGED: 'The directory was not signed by the agent of the member that gave it, or was changed after.',
  DIRECTORY_MEMBER: 'A name or a key stands in the directory for two members.',
  DIRECTORY_RECORD: 'An endpoint record is of no member in the directory, of another network, or one of two.',
} as const
