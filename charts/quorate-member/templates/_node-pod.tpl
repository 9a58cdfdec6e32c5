{{- define "quorate.nodePod" -}}
{{- $root := .root -}}
{{- $node := .node -}}
{{- $headless := $root.Release.Name -}}
{{- $pod := printf "%s-0" (include "quorate.nodeName" .) -}}
{{- if and $node.keySecret $node.pinSecret }}{{ fail (printf "node %s names keySecret and pinSecret: its key is in one place" $node.name) }}{{ end -}}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ int $node.health.stopSeconds }}
securityContext: {{- include "quorate.podSecurity" $root | nindent 2 }}
{{- $own := include "quorate.ofNode" . | fromJson }}
{{- with include "quorate.placement" (dict "root" $root "nodeSelector" (include "quorate.over" (list $root.Values.nodeSelector $own.nodeSelector) | fromJson)) | trim }}{{ . | nindent 0 }}{{ end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "quorate.selector" $root | nindent 8 }}
        app.kubernetes.io/component: node
{{- if $node.seeds }}
initContainers:
  - name: seeds
    image: {{ $node.image.repository }}@{{ $node.image.digest }}
    command: [bash, -euc]
    args:
      - |
        for file in /quorate/seeds/*; do
          into=/quorate/data/${file##*/}
          [ -e "$into" ] && continue
          cat "$file" > "$into.part"
          mv "$into.part" "$into"
        done
    securityContext: {{- include "quorate.containerSecurity" $root | nindent 6 }}
    resources:
      requests: { cpu: 10m, memory: 32Mi }
      limits: { cpu: 500m, memory: 64Mi }
    volumeMounts:
      - { name: data, mountPath: /quorate/data }
      - { name: seeds, mountPath: /quorate/seeds, readOnly: true }
{{- end }}
containers:
  - name: besu
    image: {{ $node.image.repository }}@{{ $node.image.digest }}
    command: [besu]
    args:
      - --config-file=/quorate/config/besu.toml
      - --host-allowlist=localhost,127.0.0.1,{{ $node.name }},$(POD_IP),{{ $pod }}.{{ $headless }},{{ $pod }}.{{ $headless }}.$(POD_NAMESPACE),{{ $pod }}.{{ $headless }}.$(POD_NAMESPACE).svc
      {{- if $node.podAddress }}
      - --p2p-host=$(POD_IP)
      {{- end }}
    env:
      - { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
      - { name: POD_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
      - { name: MALLOC_ARENA_MAX, value: "2" }
      {{- range $name, $value := $node.environment }}
      {{- if regexMatch "^(BESU_|JAVA_|JDK_|LD_PRELOAD|MALLOC_|POD_)" $name }}{{ fail (printf "node %s: the environment of Besu is the chart's; %s does not belong there" $node.name $name) }}{{ end }}
      - { name: {{ $name }}, value: {{ $value | quote }} }
      {{- end }}
      - { name: BESU_OPTS, value: "-Xmx{{ div (int $node.resources.memoryMiB) 2 }}m" }
    securityContext: {{- include "quorate.containerSecurity" $root | nindent 6 }}
    resources:
      requests: { cpu: {{ mul 250 (int $node.resources.cpus) }}m, memory: {{ int $node.resources.memoryMiB }}Mi }
      limits: { cpu: {{ int $node.resources.cpus | quote }}, memory: {{ int $node.resources.memoryMiB }}Mi }
    ports:
      - { name: p2p, containerPort: {{ int $node.ports.p2p }}, protocol: TCP }
      {{- if $node.discovery }}
      - { name: discovery, containerPort: {{ int $node.ports.p2p }}, protocol: UDP }
      {{- end }}
      - { name: rpc, containerPort: {{ int $node.ports.rpc }}, protocol: TCP }
      - { name: metrics, containerPort: {{ int $node.ports.metrics }}, protocol: TCP }
    startupProbe:
      exec: { command: [bash, -c, "exec 3<>/dev/tcp/127.0.0.1/{{ int $node.ports.metrics }}"] }
      periodSeconds: 5
      timeoutSeconds: 5
      failureThreshold: 120
    readinessProbe:
      exec: { command: [bash, /quorate/probe/head-age.sh, 127.0.0.1, "{{ int $node.ports.metrics }}", ready, "{{ int $node.health.headAgeSeconds }}"] }
      periodSeconds: 5
      timeoutSeconds: 5
      failureThreshold: 2
    livenessProbe:
      exec: { command: [bash, /quorate/probe/head-age.sh, 127.0.0.1, "{{ int $node.ports.metrics }}", alive, "{{ int $node.health.stallSeconds }}"] }
      periodSeconds: 20
      timeoutSeconds: 10
      failureThreshold: 3
    volumeMounts:
      - { name: data, mountPath: /quorate/data }
      - { name: files, mountPath: /quorate/files, readOnly: true }
      - { name: config, mountPath: /quorate/config, readOnly: true }
      - { name: key, mountPath: /quorate/key, readOnly: true }
      - { name: probe, mountPath: /quorate/probe, readOnly: true }
      - { name: tmp, mountPath: /tmp }
volumes:
  - name: files
    projected:
      defaultMode: 0444
      sources:
        {{- range $file, $id := $node.files }}
        - configMap:
            name: {{ include "quorate.fileName" (dict "root" $root "id" $id) }}
            items: [{ key: text, path: {{ $file | quote }} }]
        {{- end }}
  - name: config
    configMap:
      name: {{ include "quorate.configName" . }}
      items: [{ key: config, path: besu.toml }]
  {{- if $node.seeds }}
  - name: seeds
    configMap:
      name: {{ include "quorate.configName" . }}
      items:
        {{- range $file, $text := $node.seeds }}
        - { key: {{ printf "seed.%s" $file | quote }}, path: {{ $file | quote }} }
        {{- end }}
  {{- end }}
  - name: key
    secret:
      {{- if $node.pinSecret }}
      secretName: {{ $node.pinSecret }}
      defaultMode: 0440
      items: [{ key: pin, path: node.key }]
      {{- else }}
      secretName: {{ required (printf "node %s names neither keySecret nor pinSecret" $node.name) $node.keySecret }}
      defaultMode: 0440
      items: [{ key: node.key, path: node.key }]
      {{- end }}
  - name: probe
    configMap: { name: {{ include "quorate.probeName" $root }}, defaultMode: 0555 }
  - name: tmp
    emptyDir: { sizeLimit: 256Mi }
{{- end }}
