/** Every code of a problem with what a node is to run, with one sentence for `quorate explain`. */
export const besuProblemCodes = {
  BESU_OPTION_UNKNOWN: 'This release of Besu has no such option, and would refuse to start with it.',
  BESU_OPTION_TYPE: 'Besu’s configuration file takes another type of value for this option.',
  BESU_UNKNOWN: 'Only releases that this kit was checked against are run.',
  IMAGE_WITHOUT_DIGEST: 'An image is run by its digest alone: a tag may point at other bytes tomorrow.',
  FORK_UNKNOWN: 'A fork was decided on that this release of Besu, or this kit, does not know.',
  MEMBER_WITHOUT_CARD: 'Nothing says which nodes this member runs.',
  ENDPOINT_MISSING: 'A node cannot be started before its member said where others reach it.',
  PORT_TWICE: 'Two nodes, or two parts of nodes, would take one port.',
  ENDPOINTS_FOREIGN: 'An endpoint record is of nobody in this network, or of another network.',
  NODES_ABSENT: 'A release of the chart runs at least one node.',
  NODES_MIXED: 'A release of the chart runs the nodes of one member, in one network, on one release of Besu.',
  IMAGE_DIGEST_ABSENT: 'The chart runs an image by its digest alone.',
  CHART_VALUE: 'The chart’s schema does not take this value.',
  NODE_PORT_RANGE: 'A cluster gives node ports from its own range only.',
  NODE_PORT_MAPPED: 'Besu announces the port that it listens on, so no other may be published.',
} as const
