/** How the chart is installed by its operator's own means, with DIR in place of the folder that was rendered to. */
export function helmInstall({ namespace, member }: { readonly namespace: string; readonly member: string }): string {
  return `helm -n ${namespace} install ${member} charts/quorate-member --values DIR/values.yaml`
}

/** From where that path leads to the chart. */
export const CHARTS =
  '`charts/` is in the folder of quorate’s sources, and in that of its package (`npm root --global`, then `quorate`)'
