import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { it } from '@jest/globals'

/** helm and kubectl: from QUORATE_TEST_HELM_DIR (see test/charts/get-helm.js), or on the PATH. */
export const programs = { helm: programOf('helm'), kubectl: programOf('kubectl') }

/** A control plane to start: a folder with etcd, kube-apiserver and kube-controller-manager. */
export const controlPlaneFolder: string | undefined = process.env.QUORATE_TEST_CONTROL_PLANE

/** The reason why tests of the chart are skipped; undefined where they run. */
export const noHelm: string | undefined =
  programs.helm === undefined || programs.kubectl === undefined
    ? 'skipped: no helm and kubectl here (node test/charts/get-helm.js, then QUORATE_TEST_HELM_DIR)'
    : undefined

export const noControlPlane: string | undefined =
  noHelm ??
  (controlPlaneFolder === undefined
    ? 'skipped: no control plane here (QUORATE_TEST_CONTROL_PLANE: folder of etcd, kube-apiserver, kube-controller-manager)'
    : undefined)

/** Counts as skipped, and says why also where a whole file is. */
export function skipped(reason: string): void {
  process.stderr.write(`${reason}\n`)
  it.skip(reason, () => {})
}

function programOf(name: string): string | undefined {
  const folders = [process.env.QUORATE_TEST_HELM_DIR, ...(process.env.PATH ?? '').split(delimiter)]
  return folders
    .flatMap((folder) => (folder === undefined || folder === '' ? [] : [join(folder, name)]))
    .find((file) => isProgram(file))
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
