{{/* Where a pod may run and what it is made from, alike for nodes, agent and test. */}}
{{- define "quorate.placement" -}}
{{- $values := .root.Values -}}
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Two maps as one: the second says more. */}}
{{- define "quorate.over" -}}
{{- $all := dict -}}
{{- range . }}{{ range $key, $value := . }}{{ $_ := set $all $key $value }}{{ end }}{{ end -}}
{{- toJson $all -}}
{{- end }}

{{- define "quorate.ofNode" -}}
{{- index (.root.Values.byNode | default dict) .node.name | default dict | toJson -}}
{{- end }}

{{/* Selectors, budgets and `quorate apply` go by labels of the chart, of Kubernetes and of Helm. */}}
{{- define "quorate.podLabels" -}}
{{- range $key, $value := .Values.podLabels }}
{{- if regexMatch "(^quorate\\.)|(^|\\.)(kubernetes\\.io|k8s\\.io|helm\\.sh)/|^(controller-revision-hash|pod-template-hash)$" $key }}
{{- fail (printf "podLabels: %s is the chart's to set" $key) }}
{{- end }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "quorate.podAnnotations" -}}
{{- range $key, $value := .Values.podAnnotations }}
{{- if regexMatch "(^quorate\\.)|(^|\\.)(helm\\.sh|security\\.alpha\\.kubernetes\\.io|security\\.beta\\.kubernetes\\.io)/" $key }}
{{- fail (printf "podAnnotations: %s is the chart's to set" $key) }}
{{- end }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}
