/** How one attribute of the app gets its value. */
export interface PropertyMapping {
  /** In Okta's expression language, such as `user.region`. */
  readonly expression: string;
  /** PUSH: on create and update. DONT_PUSH: on create only. */
  readonly pushStatus: 'PUSH' | 'DONT_PUSH';
}

export interface OktaMapping {
  readonly id: string;
  /** By variable name of the app's attribute. */
  readonly properties: ReadonlyMap<string, PropertyMapping>;
}
