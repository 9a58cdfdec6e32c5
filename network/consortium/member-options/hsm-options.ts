import { z } from 'zod'
import { objectName } from '../../render/helm/fields.ts'
import { mapping } from '../schema/mapping.ts'

const pathExpected = 'the path of a file'
const path = z.string({ error: pathExpected }).min(1, { error: pathExpected }).max(1024, { error: pathExpected })

const moduleExpected = 'the name that the plugin gives its security module: a-z, 0-9 and -'
const folderExpected = 'an absolute path of a folder, without space, colon, comma or $'
const aliasExpected = 'one line of at most 128 printable characters, without $'
const variableExpected = 'the name of a variable of the library, such as SOFTHSM2_CONF; none of Besu or Java'
const lineExpected = 'one line of printable characters, without $'
const valueExpected = 'text of at most 1024 characters; of places ${files}, ${key} and ${data}'
const optionExpected = 'an option of the plugin, such as plugin-pkcs11-hsm-slot'

/** How one node's Besu gets at a key that a token holds. Paths are of the operator's machine, relative ones from the home. */
export const hsmOptionsSchema = mapping({
  /** What Besu's option `security-module` names. */
  module: z.string({ error: moduleExpected }).regex(/^[a-z][a-z0-9-]{0,39}$/, { error: moduleExpected }),
  /** A SunPKCS11 configuration (name, library, slot): text, and no secret. */
  config: path,
  /** Of the key in the token. */
  alias: z
    .string({ error: aliasExpected })
    .regex(/^[\x20-\x23\x25-\x7e]{1,128}$/, { error: aliasExpected })
    .optional(),
  /** A file with the PIN, which nobody else may read. In a cluster `pinSecret` takes its place. */
  pin: path.optional(),
  /** In a cluster: a Secret that the operator makes, whose key `pin` is the PIN. */
  pinSecret: objectName.optional(),
  /** Folder with the plugin; the installation's, or the image's, own where absent. Not in a cluster: there it is in the image. */
  plugins: z
    .string({ error: folderExpected })
    .regex(/^\/[^\s:,$]{1,1023}$/, { error: folderExpected })
    .optional(),
  /**
   * All options of a plugin that calls them otherwise than plugin-MODULE-config-path, -password-path and -key-alias, as they stand in
   * Besu's configuration file: `${files}/pkcs11.cfg` is the configuration, `${key}` the file with the PIN.
   */
  options: z
    .record(
      z.string().regex(/^plugin-[a-z0-9-]{1,80}$/, { error: optionExpected }),
      z
        .string({ error: valueExpected })
        .max(1024, { error: valueExpected })
        .regex(/^([^$]|\$\{(files|key|data)\})*$/, { error: valueExpected }),
      { error: optionExpected },
    )
    .optional(),
  /** What the PKCS#11 library reads from the environment: where its own files are. Never a secret. */
  environment: z
    .record(
      z.string().regex(/^(?!BESU_|JAVA_|JDK_|LD_PRELOAD)[A-Za-z][A-Za-z0-9_]{0,63}$/, { error: variableExpected }),
      z.string({ error: lineExpected }).regex(/^[\x20-\x23\x25-\x7e]{0,1024}$/, { error: lineExpected }),
      { error: variableExpected },
    )
    .default({}),
})

export type HsmOptions = z.output<typeof hsmOptionsSchema>
