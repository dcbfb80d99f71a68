/**
 * Another worker has moved a collection on: what was read meanwhile is not kept, and is no piece of this one's work.
 */
export class CollectionLost extends Error {
  override readonly name = 'CollectionLost';
}
