/** How the console names Okta's own attributes of a profile; any other bears its variable name. */
const NAMES: Readonly<Record<string, string>> = {
  login: 'Username',
  email: 'Primary email',
  firstName: 'First name',
  lastName: 'Last name',
  displayName: 'Display name',
  title: 'Title',
  userType: 'User type',
  employeeNumber: 'Employee number',
  costCenter: 'Cost center',
  organization: 'Organization',
  division: 'Division',
  department: 'Department',
};

/** What the console shows for an attribute of the Okta profile. */
export const profileName = (variable: string): string => NAMES[variable] ?? variable;
