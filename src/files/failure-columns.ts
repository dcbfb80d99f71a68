/**
 * What a file of failures adds to each row. No header of these is an attribute, so that the file can be pushed again.
 */
export const FAILURE_COLUMNS: readonly string[] = ['failed line', 'failure code', 'failure reason'];
