/** A row was written, canceled or planned anew by others while this worker was stalled: nothing of it is written. */
export class RowNotWanted extends Error {
  override readonly name = 'RowNotWanted';
}
