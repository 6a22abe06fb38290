import type { Plant } from '../../plant.ts';
import { goodValues, madeUp, plant, STRICT_CONTRACT } from './workbench.ts';

/** What no application should be given, under a contract that lets it through. */
export const VALUE_PLANTS: readonly Plant[] = [
  plant('nothing', ['pass', 'passed'], () => ({})),
  plant('a configuration that a strict contract accepts', ['pass', 'passed'], () => ({
    inputs: { contract: STRICT_CONTRACT },
    values: {
      API_KEY: undefined,
      SITE_URL: undefined,
      METRICS: undefined,
      GOOGLE_CLIENT_ID: `${madeUp()}.apps.googleusercontent.com`,
      GOOGLE_CLIENT_SECRET: madeUp(),
      GOOGLE_REDIRECT_URI: 'https://shop.test/auth/google/callback',
      OPENAI_API_KEY: `sk-${madeUp()}`,
    },
  })),
  plant('a configuration that a strict contract refuses', ['fail', 'configuration-invalid'], () => ({
    inputs: { contract: STRICT_CONTRACT },
  })),
  plant('a secret that does not exist, and so arrives empty', ['fail', 'variable-missing'], () => ({
    values: { API_KEY: undefined },
    inputs: { secrets: 'API_KEY' },
    variables: { API_KEY: '' },
  })),
  plant('a variable that the contract requires and nobody gives', ['fail', 'variable-missing'], () => ({
    values: { JWT_SECRET: undefined },
  })),
  plant('secrets and variables of the step, all there', ['pass', 'passed'], () => {
    const { API_KEY, SITE_URL, ...values } = goodValues();
    return {
      values: { ...values, API_KEY: undefined, SITE_URL: undefined },
      inputs: { secrets: 'API_KEY', variables: 'SITE_URL' },
      variables: { API_KEY: API_KEY ?? '', SITE_URL: SITE_URL ?? '' },
    };
  }),
  plant('a secret that equals the example file’s', ['fail', 'placeholder-value'], () => {
    const shown = madeUp();
    return {
      values: { API_KEY: shown },
      inputs: { example: '.env.example' },
      files: {
        '.env.example': `${Object.keys(goodValues()).join('=\n')}=\nAPI_KEY=${shown}\n`.replace(
          'API_KEY=\n',
          '',
        ),
      },
    };
  }),
  plant('a secret that is its own name', ['fail', 'placeholder-value'], () => ({
    values: { JWT_SECRET: 'jwt-secret' },
  })),
  plant('a template that nobody filled in', ['fail', 'placeholder-value'], () => ({
    values: { SITE_URL: 'https://${DOMAIN}/' },
  })),
  plant('a secret that is a row of the keyboard', ['fail', 'secret-weak'], () => ({
    values: { API_KEY: 'qwertyuiopasdfghjklzxcvbnm' },
  })),
  plant('one secret in two variables', ['fail', 'secret-shared'], () => {
    const secret = madeUp();
    return { values: { API_KEY: secret, JWT_SECRET: secret } };
  }),
  plant('a key of a test mode in production', ['fail', 'not-for-production'], () => ({
    values: { API_KEY: `${['sk', 'test'].join('_')}_${madeUp()}` },
  })),
  plant('this machine’s own address in production', ['fail', 'not-for-production'], () => ({
    values: { SITE_URL: 'http://localhost:3000' },
  })),
  plant('a wildcard for origins in production', ['fail', 'not-for-production'], () => ({
    values: { CORS_ORIGIN: '*' },
  })),
  plant('certificates that nobody checks', ['fail', 'not-for-production'], () => ({
    values: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  })),
  plant(
    'a name that is written wrong, so that the right one is left at its default',
    ['fail', 'variable-unknown'],
    () => ({
      values: { METRICS: undefined, METRIC: 'false' },
    }),
  ),
];
