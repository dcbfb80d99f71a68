import type { Settings } from '../../config/settings.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { oktaToAsk } from '../one-off-clients.ts';
import { readEnvironment } from '../read-environment.ts';
import { blocks, hclBlock, reference } from './hcl.ts';
import { accessBlocks } from './terraform-access.ts';
import { attributeBlocks } from './terraform-attributes.ts';

const HEAD = `# The set-up of okta-workflows-omni in Okta, for Terraform 1.5 or later and Okta's provider; docs/terraform.md says more.
# Look at the plan before you apply it: a change of type, external_name, external_namespace, scope or unique makes Okta
# delete the attribute, with the values of all users, and make it anew. The plan says "must be replaced" then.`;

/**
 * The resources and arguments are those of this version: https://registry.terraform.io/providers/okta/okta/6.12.0/docs
 */
const PROVIDER = reference('{ source = "okta/okta", version = "~> 6.12" }');

/** The set-up as the settings and the org have it now, as a file of Terraform. It holds no secret. */
export async function terraformFile(settings: Settings, okta: OktaSession): Promise<string> {
  const { omniAppId = '' } = settings.oktaManagement;
  const [userSchema, appSchema, mapping] = [await okta.userSchema(), await okta.appSchema(), await okta.mapping()];
  const written = [
    hclBlock(['terraform'], { required_providers: blocks({ okta: PROVIDER }) }),
    ...accessBlocks(settings),
    ...attributeBlocks({ appId: omniAppId, userSchema, appSchema, mapping }),
  ];
  return `${[HEAD, ...written].join('\n\n')}\n`;
}

/**
 * Prints the set-up as a file of Terraform. @throws ConnectorError OKTA_NOT_CONFIGURED, or what Okta's client throws
 */
export async function exportTerraform(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = readEnvironment(environment);
  process.stdout.write(await terraformFile(settings, oktaToAsk(settings)));
}
