/** The columns of what `list-changes` tells, as every CSV of it has them. */
export const CHANGE_COLUMNS = [
  'at',
  'userName',
  'reference',
  'before',
  'after',
  'outcome',
  'widens',
  'by',
  'action',
  'requestId',
  'jobId',
] as const;
