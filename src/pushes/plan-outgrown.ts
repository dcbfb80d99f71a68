/** More would be written than the plan of a row says, and the guard has judged: nothing is, and it is planned again. */
export class PlanOutgrown extends Error {
  override readonly name = 'PlanOutgrown';
}
