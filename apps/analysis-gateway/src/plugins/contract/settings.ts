/** What every kind of setting says of itself. */
interface Described {
  /** As in a form. */
  readonly label: string;
  /** A sentence for whoever sets it: what it is for, unit, effect of edge values. */
  readonly description: string;
  /** Environment variable; default: the plugin's name and the setting's in capitals, `VIRUSTOTAL_API_KEY`. */
  readonly variable?: string;
}

/** Write-only: no form, log or answer shows it. At least 16 characters. */
interface SecretSetting extends Described {
  readonly kind: 'secret';
  readonly isRequired?: true;
}

/**
 * An address the plugin may connect to. Its default may only be public; one that somebody sets is reached exactly as
 * named and may be private. Without a default it is required.
 */
interface UrlSetting extends Described {
  readonly kind: 'url';
  readonly default?: string;
}

interface TextSetting extends Described {
  readonly kind: 'text';
  readonly isRequired?: true;
  readonly default?: string;
  readonly pattern?: RegExp;
}

interface ChoiceSetting extends Described {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

interface NumberSetting extends Described {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

interface BooleanSetting extends Described {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export type SettingDefinition =
  SecretSetting | UrlSetting | TextSetting | ChoiceSetting | NumberSetting | BooleanSetting;

/** The settings of one plugin by name, lower snake case. */
export type SettingsDefinition = Readonly<Record<string, SettingDefinition>>;

export type SettingValue = string | number | boolean;

type ValueOf<D extends SettingDefinition> = D extends { readonly kind: 'number' }
  ? number
  : D extends { readonly kind: 'boolean' }
    ? boolean
    : D extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : D extends { readonly kind: 'url' } | { readonly isRequired: true } | { readonly default: string }
        ? string
        : string | undefined;

/** Values as `run` gets them. What is required is there: a plugin that lacks it is not asked. */
export type SettingsOf<S extends SettingsDefinition> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

/** The key of an outside source, without which it is not asked. */
export function requiredKey(description: string, variable?: string) {
  return { kind: 'secret', label: 'API key', description, isRequired: true, variable } as const;
}

/** Where a public source is asked, without a slash at the end. */
export function serviceUrl(publicUrl: string) {
  return {
    kind: 'url',
    label: 'Base URL',
    description: `Base URL to ask instead of ${publicUrl}, for a proxy; it may be a private address.`,
    default: publicUrl,
  } as const;
}

/** The DNS server that a plugin asks; shared by all that use DNS unless each is told otherwise. */
export const resolverSetting = {
  kind: 'text',
  label: 'Resolver',
  description: 'DNS server to ask, an address with or without a port, instead of those of the system.',
  pattern: /^[\d.:a-f[\]]{2,60}$/i,
  variable: 'DNS_RESOLVER',
} as const;

/** Where a source is asked that every installation has for itself. */
export function ownUrl(description: string) {
  return { kind: 'url', label: 'Base URL', description } as const;
}
