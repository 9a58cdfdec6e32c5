import { homePaths } from '../home/home.ts'
import { Vault } from './vault.ts'

/** Opens the vault of a home for some work, and closes it after. The caller holds the home's lock. */
export async function lendVault<T>(home: string, work: (vault: Vault) => T | Promise<T>): Promise<T> {
  const vault = new Vault(homePaths.vault(home))
  try {
    return await work(vault)
  } finally {
    vault.close()
  }
}
