{{/* Fails where a name would be cut: a StatefulSet's pods carry its name and a hash in a label of 63. */}}
{{- define "quorate.nodeName" -}}
{{- $name := printf "%s-%s" .root.Release.Name .node.name -}}
{{- if gt (len $name) 52 }}{{ fail (printf "release and node name together, %q, are longer than 52 characters" $name) }}{{ end -}}
{{- $name -}}
{{- end }}

{{- define "quorate.agentName" -}}
{{ .Release.Name }}-agent
{{- end }}

{{/* What selects: never changes while a release lives. */}}
{{- define "quorate.selector" -}}
app.kubernetes.io/name: quorate-member
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "quorate.labels" -}}
{{ include "quorate.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
quorate.network: {{ .Values.network.name }}
quorate.member: {{ .Values.member }}
{{- end }}

{{/* Named by content, so that a change of it is a change of the pods that read it, and of no others. */}}
{{- define "quorate.fileName" -}}
{{- $text := index .root.Values.files .id -}}
{{- if not $text }}{{ fail (printf "a node names the file %q, which `files` does not hold" .id) }}{{ end -}}
{{ .root.Release.Name }}-{{ .id | trunc 40 | trimSuffix "-" }}-{{ sha256sum $text | trunc 10 }}
{{- end }}

{{- define "quorate.configName" -}}
{{ include "quorate.nodeName" . }}-{{ sha256sum (printf "%s\n%s" .node.config (toJson .node.seeds)) | trunc 10 }}
{{- end }}

{{- define "quorate.probeName" -}}
{{ .Release.Name }}-probe-{{ .Files.Get "files/head-age.sh" | sha256sum | trunc 10 }}
{{- end }}

{{- define "quorate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "quorate.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}
